using System;
using System.Collections;
using System.Collections.Generic;
using System.Net.WebSockets;
using Colyseus;

namespace Muster
{
    /// <summary>Converts the SDK's exceptions to MusterException.</summary>
    internal static class RoomErrors
    {
        /// <summary>
        /// For errors of matchmaking, the SDK keeps only the status and the sentence. Where a status has several kinds, the sentence tells them
        /// apart. A test compares these with the server's.
        /// </summary>
        private static readonly Dictionary<string, string> KindOfSentence = new Dictionary<string, string>
        {
            ["The player is not one of this session."] = ErrorKinds.NotInSession,
            ["The player has left this session for good."] = ErrorKinds.SessionLeft,
            ["There is no session with this id."] = ErrorKinds.SessionNotFound,
            ["The session is over."] = ErrorKinds.SessionComplete,
            ["The server is shutting down."] = ErrorKinds.ShuttingDown,
            ["The change could not be stored, so nothing was changed."] = ErrorKinds.StorageUnavailable,
        };

        private static readonly Dictionary<int, string> KindOfStatus = new Dictionary<int, string>
        {
            [400] = ErrorKinds.BadRequest,
            [401] = ErrorKinds.Unauthorized,
            [403] = ErrorKinds.Forbidden,
            [404] = ErrorKinds.NotFound,
            [422] = ErrorKinds.ValidationFailed,
            [429] = ErrorKinds.RateLimited,
            [500] = ErrorKinds.Internal,
        };

        /// <summary>Returns null for a bug in the program, which is neither a server's answer nor a failed connection.</summary>
        public static MusterException Read(Exception e)
        {
            if (e is MusterException known) return known;
            if (e is RequestError request) return OfRequest(request);
            if (e is HttpException http) return OfSeat(http.StatusCode, http);
            if (e is MatchMakeException seat) return OfSeat(seat.Code, seat);
            if (e is TimeoutException || e is OperationCanceledException || e is WebSocketException) return Unreachable(e);
            // The SDK throws a plain Exception if the connection was closed before an answer came.
            return e.GetType() == typeof(Exception) ? Unreachable(e) : null;
        }

        public static MusterException NoConnection() =>
            new MusterException(ErrorKinds.Unreachable, "not connected to the server");

        public static MusterException Closed(int code) =>
            new MusterException(ErrorKinds.Unreachable, "the connection was closed while joining, with code " + code);

        /// <summary>Whether a retry may succeed.</summary>
        public static bool MayPass(string kind)
        {
            switch (kind)
            {
                case ErrorKinds.Unreachable:
                case ErrorKinds.RateLimited:
                case ErrorKinds.RoomFull:
                case ErrorKinds.ShuttingDown:
                case ErrorKinds.StorageUnavailable:
                case ErrorKinds.Internal:
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>Reads a refusal from a room.</summary>
        public static MusterException OfMessage(Json refusal, Exception inner = null) =>
            new MusterException(refusal["kind"].Text, refusal["message"].Text, inner) { Faults = refusal["faults"].List(Fault.Read) };

        private static MusterException OfRequest(RequestError refused)
        {
            var payload = refused.Payload is IDictionary ? Plain.ToJson(refused.Payload) : Json.Null;
            if (!payload.Has("kind")) return new MusterException(ErrorKinds.UnexpectedAnswer, refused.Name + ": " + refused.Message, refused);
            return OfMessage(payload, refused);
        }

        private static MusterException OfSeat(int code, Exception refused)
        {
            if (code == ErrorCode.SCHEMA_MISMATCH) return new MusterException(ErrorKinds.UnexpectedAnswer, refused.Message, refused);
            if (!KindOfSentence.TryGetValue(refused.Message ?? "", out var kind) && !KindOfStatus.TryGetValue(code, out kind)) kind = OfOther(code, refused.Message);
            return new MusterException(kind, refused.Message, refused) { Status = code >= 400 && code <= 599 ? code : 0 };
        }

        /// <summary>A proxy in front of a server that is down answers 502, 503, 504 or a status of its own, such as 520. The SDK gives 0 for no answer, and 524 for an expired seat.</summary>
        private static string OfOther(int code, string sentence) =>
            code == 503 && sentence != null && (sentence.StartsWith("room ") || sentence.StartsWith("there are ")) ? ErrorKinds.RoomFull : ErrorKinds.Unreachable;

        private static MusterException Unreachable(Exception e) => new MusterException(ErrorKinds.Unreachable, e.Message, e);
    }
}
