// The part of the public API of the Colyseus Unity SDK 0.18.0 that Muster's package and samples use, with its signatures. The bodies
// are for tests: where the SDK would open a socket, Wire asks the test, which opens one with the JavaScript SDK.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using Muster.Tests;

namespace Colyseus
{
    public delegate void NoArgsEventHandler();

    public delegate void CloseWithCodeEventHandler(int code);

    public delegate void ErrorEventHandler(int code, string message);

    public enum CloseCode
    {
        NORMAL_CLOSURE = 1000,
        GOING_AWAY = 1001,
        NO_STATUS_RECEIVED = 1005,
        ABNORMAL_CLOSURE = 1006,
        CONSENTED = 4000,
        SERVER_SHUTDOWN = 4001,
        WITH_ERROR = 4002,
        FAILED_TO_RECONNECT = 4003,
        MAY_TRY_RECONNECT = 4010,
    }

    public class ErrorCode
    {
        public static int SCHEMA_MISMATCH = 4300;
    }

    [Serializable]
    public class SeatReservation
    {
        public string name;
        public string sessionId;
        public string roomId;
        public string publicAddress;
        public string processId;
        public string reconnectionToken;
        public bool devMode;
        public string protocol;
    }

    public class MatchMakeException : Exception
    {
        public int Code;

        public MatchMakeException(int code, string message) : base(message)
        {
            Code = code;
        }
    }

    public class HttpException : Exception
    {
        public int StatusCode;

        public HttpException(int statusCode, string message) : base(message)
        {
            StatusCode = statusCode;
        }
    }

    public class RequestError : Exception
    {
        public readonly string Name;
        public readonly object Code;
        public readonly object Payload;
        public readonly bool Faulted;

        public RequestError(object payload, bool faulted) : base(faulted ? "request failed" : "request rejected")
        {
            Payload = payload;
            Faulted = faulted;
            Name = faulted ? (payload as IDictionary)?["name"] as string ?? "Error" : "rejected";
            Code = faulted ? (payload as IDictionary)?["code"] : null;
        }
    }

    public class HTTP
    {
        public string AuthToken;

        private readonly string endpoint;

        internal HTTP(string endpoint)
        {
            this.endpoint = endpoint;
        }

        public async Task<T> Post<T>(string uriPath, Dictionary<string, object> jsonBody = null, Dictionary<string, string> headers = null)
        {
            var answer = (IDictionary)await Wire.Ask("http", new Dictionary<string, object>
            {
                ["endpoint"] = endpoint,
                ["path"] = uriPath,
                ["body"] = jsonBody,
                ["token"] = AuthToken,
            });
            var status = Convert.ToInt32(answer["status"]);
            if (status < 200 || status > 299) throw new HttpException(status, (string)answer["error"]);
            return Wire.Fill<T>((IDictionary)answer["body"]);
        }
    }

    public class Client
    {
        public HTTP Http;

        private readonly string endpoint;

        public Client(string endpoint)
        {
            this.endpoint = endpoint;
            Http = new HTTP(endpoint);
        }

        public Task<Room<T>> JoinOrCreate<T>(string roomName, Dictionary<string, object> options = null, Dictionary<string, string> headers = null) where T : Schema.Schema =>
            Match<T>("joinOrCreate", roomName, options, headers);

        public Task<Room<T>> JoinById<T>(string roomId, Dictionary<string, object> options = null, Dictionary<string, string> headers = null) where T : Schema.Schema =>
            Match<T>("joinById", roomId, options, headers);

        public async Task<Room<T>> ConsumeSeatReservation<T>(SeatReservation response, Dictionary<string, string> headers = null) where T : Schema.Schema
        {
            var room = new Room<T>(response.name) { RoomId = response.roomId, SessionId = response.sessionId };
            await room.Sit(endpoint, response);
            return room;
        }

        private async Task<Room<T>> Match<T>(string method, string roomName, Dictionary<string, object> options, Dictionary<string, string> headers) where T : Schema.Schema
        {
            var seat = await Http.Post<SeatReservation>("matchmake/" + method + "/" + roomName, options ?? new Dictionary<string, object>(), headers);
            return await ConsumeSeatReservation<T>(seat, headers);
        }
    }
}
