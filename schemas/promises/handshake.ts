/** What a connection begins with. */
import type { Shut } from './endings.ts';
import type { Pointer } from './terms.ts';

/** How a client begins, on a connection where it must speak first. */
export interface Opening<Command extends string = string> {
  /** The command that the greeting answers. */
  readonly command: Command;
  /** Within how many ms of connecting it must have come, and how a connection ends on which it has not. */
  readonly within?: Shut & { readonly ms: number };
  /** How a connection ends on which it comes again. */
  readonly again?: Shut;
  /** How a connection ends on which any but these other commands comes before it. */
  readonly early?: Shut & { readonly but?: readonly Command[] };
}

/** The first message on a connection. */
export interface HandshakePromise<Control extends string = string, Command extends string = string> {
  readonly greeting: Control;
  /** Where the greeting names the connected user. */
  readonly user?: Pointer;
  /** What the client must say first; where nothing, it is greeted as it connects. */
  readonly opening?: Opening<Command>;
  /** Control messages that may come at any time, before the greeting too. */
  readonly anytime?: readonly Control[];
  /** The WebSocket subprotocol that a client must offer, and the code with which any other is closed, unless it is refused. */
  readonly subprotocol?: Shut & { readonly name: string };
}
