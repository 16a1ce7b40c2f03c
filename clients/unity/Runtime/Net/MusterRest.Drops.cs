using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>Reports a drop. A duplicate is not an error: its status is "ignored".</summary>
        public Task<DropAnswer> ReportDrop(DropReport report, CancellationToken cancel = default) =>
            WriteDrops("/drops", Given(report, nameof(report)).ToJson(), DropAnswer.Read, cancel);

        /// <summary>Reports up to 100 drops, each on its own. Returns one answer per report, in their order; the status of an invalid report is "rejected".</summary>
        public Task<List<DropAnswer>> ReportDrops(IEnumerable<DropReport> reports, CancellationToken cancel = default)
        {
            var batch = new JsonFields().Add("reports", Json.Of(Given(reports, nameof(reports)).Select(report => report.ToJson()).ToList()));
            return WriteDrops("/drops/batch", batch.ToJson(), answer => answer["results"].List(DropAnswer.Read), cancel);
        }

        /// <summary>Running drop parties in all worlds.</summary>
        /// <param name="world">Only this world.</param>
        /// <param name="minValue">Only parties with at least this total value, in GP.</param>
        /// <param name="minConfirmed">Only parties of which at least this much is confirmed, in GP.</param>
        /// <param name="sort">"created_at", "last_drop_at", "total_value", "confirmed_value", "avg_drop", "total_drops" or "world"; with a leading "-" in descending order.</param>
        public Task<DropPartyList> ListDropParties(int? world = null, long? minValue = null, long? minConfirmed = null, string sort = null, int? limit = null, string cursor = null, CancellationToken cancel = default)
        {
            var query = new Query().Add("world", world).Add("min_value", minValue).Add("min_confirmed", minConfirmed)
                .Add("sort", sort).Add("limit", limit).Add("cursor", cursor);
            return Get("/parties", query, DropPartyList.Read, cancel);
        }

        /// <summary>Ended drop parties, the most recently ended first.</summary>
        public Task<DropPartyHistory> ListEndedDropParties(HistoryFilter filter = null, CancellationToken cancel = default) =>
            Get("/parties/history", (filter ?? new HistoryFilter()).ToQuery(), DropPartyHistory.Read, cancel);

        /// <summary>One drop party, running or ended, with its newest drops.</summary>
        /// <param name="limit">The number of drops, at most 100.</param>
        public Task<DropPartyPage> GetDropParty(long id, int? limit = null, string cursor = null, CancellationToken cancel = default)
        {
            var path = "/parties/" + id.ToString(CultureInfo.InvariantCulture);
            return Get(path, new Query().Add("limit", limit).Add("cursor", cursor), DropPartyPage.Read, cancel);
        }

        /// <summary>A game world: its running drop party and its last ended ones.</summary>
        public Task<WorldPage> GetWorld(int world, CancellationToken cancel = default) =>
            Get("/worlds/" + world.ToString(CultureInfo.InvariantCulture), new Query(), WorldPage.Read, cancel);
    }
}
