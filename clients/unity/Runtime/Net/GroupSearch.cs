using System.Collections.Generic;
using System.Linq;

namespace Muster
{
    /// <summary>What to look for in a group. Null leaves a wish out.</summary>
    public sealed class GroupSearch
    {
        /// <summary>"coop" fills a party, "pvp" puts teams into one session. "coop" by default.</summary>
        public string GameType;
        /// <summary>The game's own words, any of which will do.</summary>
        public List<string> Difficulties;
        /// <summary>First choice first.</summary>
        public List<RegionWish> Regions;
        /// <summary>Players of the party, or of each team: 2 to 4 by default, 1 in pvp.</summary>
        public int? PlayersMin;
        public int? PlayersMax;
        /// <summary>Teams of a pvp match, 2 by default.</summary>
        public int? Teams;
        /// <summary>How many of each class a team needs and takes.</summary>
        public List<RoleWish> Roles;
        public double? Rating;
        /// <summary>How far others may be from the rating, and by how much more with each second.</summary>
        public double? RatingRange;
        public double? RatingWidening;
        public string Language;
        /// <summary>What you bring, what all others must bring too, and what nobody may bring: at most 8 together.</summary>
        public List<string> Tags;
        public List<string> TagsMust;
        public List<string> TagsMustNot;
        /// <summary>
        /// Seconds of waiting after which a wish is dropped, by "difficulties", "regions", "players", "roles", "rating", "language" or "tags". Others are firm.
        /// </summary>
        public Dictionary<string, int> GivesWay;

        internal JsonFields AddTo(JsonFields fields) => fields
            .Add("game_type", GameType)
            .Add("difficulties", TextsOf(Difficulties))
            .Add("regions", Regions == null ? null : Json.Of(Regions.Select(region => region.ToJson()).ToList()))
            .Add("players_min", PlayersMin)
            .Add("players_max", PlayersMax)
            .Add("teams", Teams)
            .Add("roles", Roles == null ? null : Json.Of(Roles.Select(role => role.ToJson()).ToList()))
            .Add("rating", Rating)
            .Add("rating_range", RatingRange)
            .Add("rating_widening", RatingWidening)
            .Add("language", Language)
            .Add("tags", TextsOf(Tags))
            .Add("tags_must", TextsOf(TagsMust))
            .Add("tags_must_not", TextsOf(TagsMustNot))
            .Add("gives_way", GivesWay == null ? null : Json.Of(GivesWay.ToDictionary(wish => wish.Key, wish => Json.Of((long)wish.Value))));

        private static Json TextsOf(List<string> texts) => texts == null ? null : Json.Of(texts.Select(text => Json.Of(text)).ToList());
    }

    /// <summary>A region that will do.</summary>
    public sealed class RegionWish
    {
        /// <summary>The game's own word.</summary>
        public string Region;
        /// <summary>As the client measured it; null if it has not.</summary>
        public int? LatencyMs;
        /// <summary>Seconds of waiting before it will do; by default 15 more for each.</summary>
        public int? AfterSeconds;

        internal Json ToJson() => new JsonFields().Add("region", Region).Add("latency_ms", LatencyMs).Add("after_s", AfterSeconds).ToJson();
    }

    /// <summary>How many players of a class a team needs and takes.</summary>
    public sealed class RoleWish
    {
        /// <summary>Null: everybody of a class that no other entry has.</summary>
        public string Class;
        public int? Min;
        public int? Max;

        internal Json ToJson() => new JsonFields().Add("class", Class).Add("min", Min).Add("max", Max).ToJson();
    }
}
