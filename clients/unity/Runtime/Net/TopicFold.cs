using System;
using System.Collections.Generic;
using System.Linq;

namespace Muster
{
    /// <summary>Computes a topic's value after an event from the value before it, by the rules of docs/updates.md.</summary>
    internal static class TopicFold
    {
        private const int BiggestDropsMax = 10;
        private const int DropsMax = 50;

        public static Json Apply(string topicKind, Json had, string name, Json data)
        {
            switch (topicKind)
            {
                case "board":
                    return OnBoard(had, name, data["party"]);
                case "world":
                    return InWorld(had, name, data);
                case "lobby":
                    return InLobby(had, name, data);
                case "party":
                    return name == "party_dissolved" ? Json.Null : NextParty(had, data);
                case "ticket":
                    return had.With(data["ticket"]);
                default:
                    return NextSession(had, data);
            }
        }

        /// <summary>The start of a party has all its fields, later events only those that changed.</summary>
        private static Json OnBoard(Json had, string name, Json party)
        {
            var id = party["id"].Long;
            if (name == "drop_party_ended") return ListOf(had.Items.Where(was => was["id"].Long != id));
            if (name == "drop_party_started") return ListOf(had.Items.Concat(new[] { party }).OrderBy(one => one["id"].Long));
            return ListOf(had.Items.Select(was => was["id"].Long == id ? was.With(party) : was));
        }

        private static Json InWorld(Json had, string name, Json data)
        {
            var party = data["party"];
            var drop = data["drop"];
            if (name == "drop_party_ended") return World(had, Json.Null, new Json[0]);
            if (name == "drop_party_started") return World(had, party, new Json[0]);
            var now = had["party"].With(party);
            var drops = had["drops"].Items;
            if (name == "drop_removed") return World(had, now, data["drops"].Items);
            var biggest = now["biggest_drops"].Items;
            if (name == "drop_added")
            {
                // OrderByDescending is stable: of equal values, the earlier drop comes first.
                var ranked = biggest.Concat(new[] { drop }).OrderByDescending(one => one["value"].Long).Take(BiggestDropsMax);
                return World(had, now.With("biggest_drops", ListOf(ranked)), new[] { drop }.Concat(drops).Take(DropsMax));
            }
            var changes = name == "drops_recounted" ? data["drops"].Items : drop.IsNull ? new Json[0] : new[] { drop };
            var changed = changes.ToDictionary(change => change["number"].Long);
            Func<Json, Json> next = was => changed.TryGetValue(was["number"].Long, out var change) ? was.With(change) : was;
            return World(had, now.With("biggest_drops", ListOf(biggest.Select(next))), drops.Select(next));
        }

        private static Json World(Json had, Json party, IEnumerable<Json> drops) => had.With("party", party).With("drops", ListOf(drops));

        private static Json InLobby(Json had, string name, Json data)
        {
            var id = data["party_id"].Text;
            switch (name)
            {
                case "party_created":
                    return ListOf(had.Items.Concat(new[] { data["party"] }));
                case "party_shown":
                    var parties = had.Items.ToList();
                    parties.Insert(parties.FindIndex(was => was["party_id"].Text == data["after"].Text) + 1, data["party"]);
                    return Json.Of(parties);
                case "party_hidden":
                case "party_dissolved":
                    return ListOf(had.Items.Where(was => was["party_id"].Text != id));
                default:
                    return ListOf(had.Items.Select(was => was["party_id"].Text == id ? NextParty(was, data) : was));
            }
        }

        /// <summary>New members have all their fields, others only those that changed. `left` has the ids of members who left.</summary>
        private static Json NextParty(Json was, Json data)
        {
            // The first event has the whole party.
            if (was.IsNull) return data["party"];
            var left = data["left"].Texts;
            var members = Merged(was["members"].Items.Where(member => !left.Contains(member["player_id"].Text)), data["members"]);
            return was.With(data["party"]).With("members", Json.Of(members)).With("players", IdsOf(members));
        }

        /// <summary>Progress is merged: its keys replace existing ones, and null removes a key.</summary>
        private static Json NextSession(Json was, Json data)
        {
            if (was.IsNull) return data["session"];
            var players = Merged(was["players"].Items, data["players"]);
            var progress = was["progress"].With(data["progress"]).Fields.Where(field => !field.Value.IsNull);
            return was.With(data["session"])
                .With("players", Json.Of(players))
                .With("party", IdsOf(players.Where(player => !player["left"].Bool)))
                .With("progress", Json.Of(progress.ToDictionary(field => field.Key, field => field.Value)));
        }

        private static List<Json> Merged(IEnumerable<Json> were, Json changes)
        {
            var rest = changes.Items.ToDictionary(change => change["player_id"].Text);
            var merged = new List<Json>();
            foreach (var was in were)
            {
                var id = was["player_id"].Text;
                merged.Add(rest.TryGetValue(id, out var change) ? was.With(change) : was);
                rest.Remove(id);
            }
            merged.AddRange(changes.Items.Where(change => rest.ContainsKey(change["player_id"].Text)));
            return merged;
        }

        private static Json IdsOf(IEnumerable<Json> players) => ListOf(players.Select(player => player["player_id"]));

        private static Json ListOf(IEnumerable<Json> items) => Json.Of(items.ToList());
    }
}
