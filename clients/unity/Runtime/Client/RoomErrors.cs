using System;
using System.Collections;
using System.Collections.Generic;
using System.Net.WebSockets;
using Colyseus;

namespace Muster
{
    /// <summary>What the SDK throws, as a MusterException.</summary>
    internal static class RoomErrors
    {
        /// <summary>
        /// On the way to a seat the SDK keeps a status and a sentence only. Where one status has several kinds, these sentences tell them apart; a
        /// test holds them against the server's.
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

        /// <summary>Null for what is no answer of a server and no failure of a connection, but a fault of the program.</summary>
        public static MusterException Read(Exception e)
        {
            if (e is MusterException known) return known;
            if (e is RequestError request) return OfRequest(request);
            if (e is HttpException http) return OfSeat(http.StatusCode, http);
            if (e is MatchMakeException seat) return OfSeat(seat.Code, seat);
            if (e is TimeoutException || e is OperationCanceledException || e is WebSocketException) return Unreachable(e);
            // The SDK says by a bare Exception that the connection was closed before an answer came.
            return e.GetType() == typeof(Exception) ? Unreachable(e) : null;
        }

        public static MusterException NoConnection() =>
            new MusterException(ErrorKinds.Unreachable, "there is no connection to the server now");

        public static MusterException Closed(int code) =>
            new MusterException(ErrorKinds.Unreachable, "the connection was closed while joining, with code " + code);

        /// <summary>Whether the next try may go better.</summary>
        public static bool MayPass(string kind)
        {
            switch (kind)
            {
                case ErrorKinds.Unreachable:
                case ErrorKinds.Timeout:
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

        /// <summary>A refusal as rooms send it.</summary>
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

        /// <summary>A proxy in front of a server that is down answers 502, 503, 504 or its own, such as 520; the SDK says 0 where nobody does, and 524 for a seat that is gone.</summary>
        private static string OfOther(int code, string sentence) =>
            code == 503 && sentence != null && (sentence.StartsWith("room ") || sentence.StartsWith("there are ")) ? ErrorKinds.RoomFull : ErrorKinds.Unreachable;

        private static MusterException Unreachable(Exception e) => new MusterException(ErrorKinds.Unreachable, e.Message, e);
    }
}
