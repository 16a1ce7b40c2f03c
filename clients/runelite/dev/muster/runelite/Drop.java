package dev.muster.runelite;

import java.util.Objects;
import java.util.regex.Pattern;

/** One item or stack that appeared on the ground. Immutable: `at`, `tick` and `worldType` return a new one. */
public final class Drop {
    // The server's bounds, so that a report it would reject is not sent. Rule: [DROP-1].
    private static final int WORLD_MAX = 65_535;
    private static final int NAME_LENGTH_MAX = 128;
    private static final long VALUE_MAX = (1L << 53) - 1;
    private static final int PLANE_MAX = 3;
    private static final int COORDINATE_MAX = 16_383;
    private static final Pattern WORLD_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private final int world;
    private final int itemId;
    private final String itemName;
    private final int quantity;
    private final long value;
    private final Tile tile;
    private final Integer tick;
    private final String worldType;

    private Drop(int world, int itemId, String itemName, int quantity, long value, Tile tile, Integer tick, String worldType) {
        this.world = world;
        this.itemId = itemId;
        this.itemName = itemName;
        this.quantity = quantity;
        this.value = value;
        this.tile = tile;
        this.tick = tick;
        this.worldType = worldType;
    }

    /** `value` is the value of the whole stack, in GP. If you have the price of one item, use {@link #priced}. */
    public static Drop of(int world, int itemId, String itemName, int quantity, long value) {
        return new Drop(world, itemId, Objects.requireNonNullElse(itemName, "").trim(), quantity, value, null, null, null);
    }

    /** Multiplies as long: `quantity * price` of two ints silently overflows from 2,147,483,648 GP on. */
    public static Drop priced(int world, int itemId, String itemName, int quantity, int priceEach) {
        return of(world, itemId, itemName, quantity, (long) quantity * priceEach);
    }

    /** The tile it lies on, in world coordinates. Without it, drops of the same item are easily mistaken for each other. */
    public Drop at(int plane, int x, int y) {
        return new Drop(world, itemId, itemName, quantity, value, new Tile(plane, x, y), tick, worldType);
    }

    /** The client's own game-tick counter. */
    public Drop tick(int tick) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, worldType);
    }

    /** The type of the world in one word, such as "members", "pvp" or "high_risk". */
    public Drop worldType(String worldType) {
        return new Drop(world, itemId, itemName, quantity, value, tile, tick, worldType);
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
