import { CloseCode, ErrorCode, getMessageBytes, Protocol } from '@colyseus/core';
import type { WebSocket } from 'ws';
import type { Log } from '../log.ts';
import { convertOnce, joinRoomV17 } from '../wire-v17/join-room.ts';
import { reflectionV17 } from '../wire-v17/reflection.ts';

/** Converted reflections that are cached. Each kind of room has one, and clients cannot add others. */
const REFLECTIONS_MAX = 32;

const convert = convertOnce(reflectionV17, REFLECTIONS_MAX);

/** The signature of `send` as Colyseus calls it. */
type Send = (frame: Uint8Array, ...rest: unknown[]) => void;

/** Converts the handshake to the format of SDK 0.17. Everything after it is the same in both, so the socket is then left alone. */
export function speakV17(socket: WebSocket, log: Log): void {
  const send = socket.send.bind(socket) as Send;
  const sendV17: Send = (frame, ...rest) => {
    if (frame[0] !== Protocol.JOIN_ROOM) return send(frame, ...rest);
    Reflect.deleteProperty(socket, 'send');
    let joined: Uint8Array;
    try {
      joined = joinRoomV17(frame, convert);
    } catch (error) {
      log.error({ err: error }, 'a handshake could not be converted for a client of SDK 0.17');
      return refuseClient(socket);
    }
    send(joined, ...rest);
  };
  socket.send = sendV17 as WebSocket['send'];
}

/** An unconverted handshake would leave the client waiting for ever to join. */
function refuseClient(socket: WebSocket): void {
  const reason = 'this room does not speak 0.17: update the SDK';
  socket.send(getMessageBytes[Protocol.ERROR](ErrorCode.APPLICATION_ERROR, reason));
  socket.close(CloseCode.WITH_ERROR, reason);
}
