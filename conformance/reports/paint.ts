/** Colours, where they are wanted; they add nothing that the text does not say. */
import picocolors from 'picocolors';

/** Colours one stretch of text. */
type Brush = (text: string) => string;

/** The colours of reports, by what they stand for. */
export interface Paint {
  readonly good: Brush;
  readonly bad: Brush;
  readonly doubtful: Brush;
  readonly aside: Brush;
  readonly strong: Brush;
}

/** The colours, or their absence. */
export const paint = (colour: boolean): Paint => {
  const { green, red, yellow, dim, bold } = picocolors.createColors(colour);
  return { good: green, bad: red, doubtful: yellow, aside: dim, strong: bold };
};
