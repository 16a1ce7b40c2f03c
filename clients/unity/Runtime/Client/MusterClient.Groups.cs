using System;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>The group finder. It needs the lobby's connection: without one, use <see cref="Rest"/>.</summary>
    public sealed partial class MusterClient
    {
        /// <summary>
        /// The player's ticket has changed, or why it waits. When its Status is "proposed", call <see cref="AcceptMatch"/> or <see cref="DeclineMatch"/>
        /// before Match.DeadlineAt. When its Reason is "matched", <see cref="PartyChanged"/> and <see cref="RunEntered"/> follow.
        /// </summary>
        public event Action<Ticket> TicketChanged;

        /// <summary>The player's ticket; null if it looks for no group.</summary>
        public Ticket Ticket { get; private set; }

        /// <summary>Looks for a group, for the player or as a leader for all members of its party. An earlier search ends.</summary>
        public Task<Ticket> FindGroup(GroupSearch search = null, PlayerInfo me = null)
        {
            var fields = Me(me);
            search?.AddTo(fields);
            return AskQueue("queue.join", fields);
        }

        /// <summary>Looks for a group no more.</summary>
        public Task<Ticket> StopFinding() => AskQueue("queue.leave", new JsonFields());

        /// <summary>Accepts the proposed match. Once all have, the run begins.</summary>
        public Task<Ticket> AcceptMatch() => AskQueue("queue.accept", new JsonFields());

        /// <summary>Declines the proposed match, and looks for a group no more.</summary>
        public Task<Ticket> DeclineMatch() => AskQueue("queue.decline", new JsonFields());

        private async Task<Ticket> AskQueue(string command, JsonFields fields)
        {
            var answer = await lobby.Ask(command, fields);
            var ticket = Ticket.Read(answer["ticket"], answer["queue"]);
            Know(ticket);
            return ticket;
        }

        /// <summary>Answers and messages may come in either order: the newer version counts.</summary>
        private void Know(Ticket ticket)
        {
            if (Ticket != null && Ticket.TicketId == ticket.TicketId && Ticket.Version > ticket.Version) return;
            Ticket = ticket.Status == "ended" ? null : ticket;
            Handlers.Tell(() => TicketChanged?.Invoke(ticket));
        }
    }
}
