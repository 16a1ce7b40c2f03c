import { CloseCode, ErrorCode, getMessageBytes, Protocol } from '@colyseus/core';
import type { WebSocket } from 'ws';
import type { Log } from '../observability/log.ts';
import { convertOnce, joinRoomV17 } from '../wire-v17/join-room.ts';
import { reflectionV17 } from '../wire-v17/reflection.ts';

/** Reflections that are kept as they were converted. Each kind of room has one, and no client can make others. */
const REFLECTIONS_MAX = 32;

const convert = convertOnce(reflectionV17, REFLECTIONS_MAX);

/** What Colyseus gives a socket to send. */
type Send = (frame: Uint8Array, ...rest: unknown[]) => void;

/** Sends the handshake as the 0.17 line has it. All else is the same, so after that the socket is as any other. */
export function speakV17(socket: WebSocket, log: Log): void {
  const send = socket.send.bind(socket) as Send;
  const sendV17: Send = (frame, ...rest) => {
    if (frame[0] !== Protocol.JOIN_ROOM) return send(frame, ...rest);
    Reflect.deleteProperty(socket, 'send');
    let joined: Uint8Array;
    try {
      joined = joinRoomV17(frame, convert);
    } catch (error) {
      log.error({ err: error }, 'a handshake could not be told to a client of the 0.17 line');
      return refuse(socket);
    }
    send(joined, ...rest);
  };
  socket.send = sendV17 as WebSocket['send'];
}

/** With the frame as it is, the client would wait for its join for ever. */
function refuse(socket: WebSocket): void {
  const reason = 'this room does not speak 0.17: update the SDK';
  socket.send(getMessageBytes[Protocol.ERROR](ErrorCode.APPLICATION_ERROR, reason));
  socket.close(CloseCode.WITH_ERROR, reason);
}
