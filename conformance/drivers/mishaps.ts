/** What goes wrong on the wire, in plain words that say who did it. */

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'nobody knows a host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ECONNRESET: 'the server hung up without an answer',
  EPIPE: 'the server hung up without an answer',
  ETIMEDOUT: 'nothing answers there',
  EHOSTUNREACH: 'no route leads to that host',
  ENETUNREACH: 'no route leads to that host',
};

/** Why there is no answer to a request. */
export const whyUnanswered = (error: Error): string => {
  const code = codeOf(error);
  if (/CERT|VERIFY|SIGNATURE/.test(code)) {
    return `its certificate is not trusted (${error.message}; NODE_EXTRA_CA_CERTS can name a file with the authority to trust)`;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'it does not speak TLS as expected';
  if (code.startsWith('HPE_')) return `what came back is not HTTP (${error.message})`;
  return NETWORK[code] ?? error.message;
};

/** Why a handshake came to nothing. */
export const whyRefused = (error: Error): string =>
  codeOf(error) === '' ? `the handshake was answered wrongly (${error.message})` : whyUnanswered(error);

const FRAMES: Readonly<Record<string, string>> = {
  WS_ERR_INVALID_UTF8: 'the server sent text that is not UTF-8',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'the server sent a message above 1 MiB, the most that is read here',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'the server sent a message above 1 MiB, the most that is read here',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'the server cut one message into too many fragments',
  WS_ERR_UNEXPECTED_MASK: 'the server sent a masked frame, which only clients may',
  WS_ERR_UNEXPECTED_RSV_1: 'the server sent a frame with a reserved bit set',
  WS_ERR_UNEXPECTED_RSV_2_3: 'the server sent a frame with a reserved bit set',
  WS_ERR_INVALID_OPCODE: 'the server sent a frame whose opcode is not valid here',
  WS_ERR_EXPECTED_FIN: 'the server sent a control frame in fragments',
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: 'the server sent a control frame of more than 125 bytes',
  WS_ERR_INVALID_CLOSE_CODE: 'the server closed with a code that RFC 6455 does not allow',
  Z_DATA_ERROR: 'the server sent a compressed message that cannot be inflated',
};

/** What was wrong with a frame; nothing, when the connection was merely cut. */
export const whyBroken = (error: Error): string | undefined => {
  const code = codeOf(error);
  return code === 'ECONNRESET' || code === 'EPIPE'
    ? undefined
    : (FRAMES[code] ?? `the connection broke: ${error.message}`);
};
