using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>
        /// Looks for a group, for the player or as a leader for all members of its party. An earlier ticket ends. Poll <see cref="GetTicket"/>: the ticket
        /// ends 30 s after the last call of one of its players.
        /// </summary>
        public Task<Ticket> FindGroup(GroupSearch search = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default)
        {
            var body = Body(me);
            search?.AddTo(body);
            return Write("POST", "/queue", AsPlayer(), body.Add("lobby", lobby), null, Ticket.Read, cancel);
        }

        /// <summary>The player's ticket, until 10 minutes after its end.</summary>
        /// <param name="waitSeconds">The answer comes with the next change, or after so many seconds: fewer than <see cref="TryTimeout"/>.</param>
        /// <param name="version">The version that you have: with another one the answer comes at once.</param>
        public Task<Ticket> GetTicket(string ticketId, int waitSeconds = 0, long? version = null, CancellationToken cancel = default) =>
            Get("/queue/" + Part(ticketId, nameof(ticketId)), AsPlayer().Add("wait", (long?)waitSeconds).Add("version", version), Ticket.Read, cancel);

        /// <summary>Looks for a group no more.</summary>
        public Task<Ticket> StopFinding(string ticketId, CancellationToken cancel = default) => OfTicket("DELETE", ticketId, "", null, cancel);

        /// <summary>Accepts the proposed match. Once all have, the ticket has the session.</summary>
        /// <param name="matchId">The match that the player was shown; null for whichever is proposed now.</param>
        public Task<Ticket> AcceptMatch(string ticketId, string matchId = null, CancellationToken cancel = default) =>
            OfTicket("POST", ticketId, "/accept", new JsonFields().Add("match_id", matchId), cancel);

        /// <summary>Declines the proposed match, which ends the ticket.</summary>
        /// <param name="matchId">The match that the player was shown; null for whichever is proposed now.</param>
        public Task<Ticket> DeclineMatch(string ticketId, string matchId = null, CancellationToken cancel = default) =>
            OfTicket("POST", ticketId, "/decline", new JsonFields().Add("match_id", matchId), cancel);

        private Task<Ticket> OfTicket(string method, string ticketId, string name, JsonFields body, CancellationToken cancel) =>
            Write(method, "/queue/" + Part(ticketId, nameof(ticketId)) + name, AsPlayer(), body, null, Ticket.Read, cancel);
    }
}
