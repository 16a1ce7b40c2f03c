package net.runelite.api;

public enum WorldType {
    MEMBERS,
    PVP,
    BOUNTY,
    PVP_ARENA,
    SKILL_TOTAL,
    QUEST_SPEEDRUNNING,
    HIGH_RISK,
    LAST_MAN_STANDING,
    BETA_WORLD,
    NOSAVE_MODE,
    TOURNAMENT_WORLD,
    FRESH_START_WORLD,
    DEADMAN,
    SEASONAL
}
