using System;

namespace Muster
{
    /// <summary>Why a connection to /updates ended, and whether and when to reconnect.</summary>
    internal sealed class Loss
    {
        private Loss(string kind, Exception inner, bool isFinal = false, bool isTooMany = false)
        {
            Error = inner as MusterException ?? new MusterException(kind, "/updates: " + inner.GetBaseException().Message, inner);
            IsFinal = isFinal;
            IsTooMany = isTooMany;
        }

        public MusterException Error { get; }

        /// <summary>The client's own input was wrong, so reconnecting would fail again.</summary>
        public bool IsFinal { get; }

        /// <summary>This address has too many sockets or sent too many frames, so reconnecting soon would not help.</summary>
        public bool IsTooMany { get; }

        public static Loss Of(Exception thrown)
        {
            if (thrown is UpdatesClosedException closed) return OfClose(closed);
            if (thrown is MusterException refused) return new Loss(refused.Kind, refused, isFinal: !Subscriptions.MayPass(refused));
            return new Loss(thrown is FormatException ? ErrorKinds.UnexpectedAnswer : ErrorKinds.Unreachable, thrown);
        }

        private static Loss OfClose(UpdatesClosedException closed)
        {
            switch (closed.Code)
            {
                case 1001:
                    return new Loss(ErrorKinds.ShuttingDown, closed);
                case 1003:
                case 1007:
                case 1009:
                    return new Loss(ErrorKinds.BadRequest, closed, isFinal: true);
                case 4409:
                case 4429:
                    return new Loss(ErrorKinds.RateLimited, closed, isTooMany: true);
                default:
                    return new Loss(ErrorKinds.Unreachable, closed);
            }
        }
    }

    /// <summary>The server has closed the connection.</summary>
    internal sealed class UpdatesClosedException : Exception
    {
        public UpdatesClosedException(int? code, string reason) : base("the server closed the connection: " + code + " " + reason)
        {
            Code = code;
        }

        public int? Code { get; }
    }
}
