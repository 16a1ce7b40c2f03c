package dev.muster.runelite;

import java.util.Objects;
import java.util.regex.Pattern;

/** One item or stack that appeared on the ground. Immutable: `at`, `tick`, `despawnsIn`, `publicIn` and `worldType` return a new one. */
public final class Drop {
    // The server's bounds, so that a report it would reject is not sent. Rule: [DROP-1].
    private static final int WORLD_MAX = 65_535;
    private static final int NAME_LENGTH_MAX = 128;
    private static final long VALUE_MAX = (1L << 53) - 1;
    private static final int PLANE_MAX = 3;
    private static final int COORDINATE_MAX = 16_383;
    private static final int LYING_TICKS_MAX = 6_000;
    private static final Pattern WORLD_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private final int world;
    private final int itemId;
    private final String itemName;
    private final int quantity;
    private final long value;
    private final Tile tile;
    private final Integer tick;
    private final Integer despawnsIn;
    private final Integer publicIn;
    private final String worldType;

    private Drop(int world, int itemId, String itemName, int quantity, long value, Tile tile, Integer tick, Integer despawnsIn, Integer publicIn,
            String worldType) {
        this.world = world;
        this.itemId = itemId;
        this.itemName = itemName;
        this.quantity = quantity;
        this.value = value;
        this.tile = tile;
        this.tick = tick;
        this.despawnsIn = despawnsIn;
        this.publicIn = publicIn;
        this.worldType = worldType;
    }

    /** `value` is the value of the whole stack, in GP. If you have the price of one item, use {@link #priced}. */
    public static Drop of(int world, int itemId, String itemName, int quantity, long value) {
        return new Drop(world, itemId, Objects.requireNonNullElse(itemName, "").trim(), quantity, value, null, null, null, null, null);
    }

    /** Multiplies as long: `quantity * price` of two ints silently overflows from 2,147,483,648 GP on. */
    public static Drop priced(int world, int itemId, String itemName, int quantity, int priceEach) {
        return of(world, itemId, itemName, quantity, (long) quantity * priceEach);
    }

    /** The tile it lies on, in world coordinates. Without it, drops of the same item are easily mistaken for each other. */
    public Drop at(int plane, int x, int y) {
        return new Drop(world, itemId, itemName, quantity, value, new Tile(plane, x, y), tick, despawnsIn, publicIn, worldType);
    }

    /** The client's own game-tick counter, when it saw the item. */
    public Drop tick(int tick) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, despawnsIn, publicIn, worldType);
    }

    /** Ticks until it despawns, 0 to 6000, at `tick`. With both, the server recognises every report of the drop, however late or often it comes. */
    public Drop despawnsIn(int ticks) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, ticks, publicIn, worldType);
    }

    /** Ticks until others than its owner see it, 0 to 6000, at `tick`; 0 if they do. */
    public Drop publicIn(int ticks) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, despawnsIn, ticks, worldType);
    }

    /** The type of the world in one word, such as "members", "pvp" or "high_risk". */
    public Drop worldType(String worldType) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, despawnsIn, publicIn, worldType);
    }

    public int world() {
        return world;
    }

    public String itemName() {
        return itemName;
    }

    /** In GP. */
    public long value() {
        return value;
    }

    /** Why the server would reject it, or null if it would not. */
    public String fault() {
        if (world < 1 || world > WORLD_MAX) return mustBe("world", 1, WORLD_MAX, world);
        if (itemId < 0) return mustBe("item_id", 0, Integer.MAX_VALUE, itemId);
        if (itemName.isEmpty()) return "item_name must not be empty";
        if (itemName.codePointCount(0, itemName.length()) > NAME_LENGTH_MAX) return "item_name must have at most " + NAME_LENGTH_MAX + " characters";
        if (itemName.codePoints().anyMatch(Drop::isUnprintable)) return "item_name must not have control, invisible or broken characters";
        if (quantity < 1) return mustBe("quantity", 1, Integer.MAX_VALUE, quantity);
        if (value < 0 || value > VALUE_MAX) return mustBe("value", 0, VALUE_MAX, value);
        if (tick != null && tick < 0) return mustBe("tick", 0, Integer.MAX_VALUE, tick);
        if (isNoSpan(despawnsIn)) return mustBe("despawns_in", 0, LYING_TICKS_MAX, despawnsIn);
        if (isNoSpan(publicIn)) return mustBe("public_in", 0, LYING_TICKS_MAX, publicIn);
        if (worldType != null && !WORLD_TYPE.matcher(worldType).matches()) {
            return "world_type must be 1 to 32 of a to z, 0 to 9 and _, a letter first, not " + worldType;
        }
        return tile == null ? null : tile.fault();
    }

    /** Writes the JSON of a report. */
    void writeTo(StringBuilder json) {
        json.append("{\"world\":").append(world).append(",\"item_id\":").append(itemId).append(",\"item_name\":");
        Json.quote(json, itemName);
        json.append(",\"quantity\":").append(quantity).append(",\"value\":").append(value);
        if (tile != null) {
            json.append(",\"plane\":").append(tile.plane).append(",\"x\":").append(tile.x).append(",\"y\":").append(tile.y);
        }
        if (tick != null) json.append(",\"tick\":").append(tick);
        if (despawnsIn != null) json.append(",\"despawns_in\":").append(despawnsIn);
        if (publicIn != null) json.append(",\"public_in\":").append(publicIn);
        if (worldType != null) {
            json.append(",\"world_type\":");
            Json.quote(json, worldType);
        }
        json.append('}');
    }

    @Override
    public String toString() {
        StringBuilder json = new StringBuilder();
        writeTo(json);
        return json.toString();
    }

    private static boolean isNoSpan(Integer ticks) {
        return ticks != null && (ticks < 0 || ticks > LYING_TICKS_MAX);
    }

    private static boolean isUnprintable(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.SURROGATE:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return true;
            default:
                return codePoint == 0xFFFD;
        }
    }

    private static String mustBe(String field, long min, long max, long is) {
        return field + " must be from " + min + " to " + max + ", not " + is;
    }

    private static final class Tile {
        final int plane;
        final int x;
        final int y;

        Tile(int plane, int x, int y) {
            this.plane = plane;
            this.x = x;
            this.y = y;
        }

        String fault() {
            if (plane < 0 || plane > PLANE_MAX) return mustBe("plane", 0, PLANE_MAX, plane);
            if (x < 0 || x > COORDINATE_MAX) return mustBe("x", 0, COORDINATE_MAX, x);
            return y < 0 || y > COORDINATE_MAX ? mustBe("y", 0, COORDINATE_MAX, y) : null;
        }
    }
}
