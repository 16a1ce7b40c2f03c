package net.runelite.api.coords;

public class WorldPoint {
    private final int x;
    private final int y;
    private final int plane;

    public WorldPoint(int x, int y, int plane) {
        this.x = x;
        this.y = y;
        this.plane = plane;
    }

    public int getX() {
        return x;
    }

    public int getY() {
        return y;
    }

    public int getPlane() {
        return plane;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorldPoint && other.hashCode() == hashCode();
    }

    @Override
    public int hashCode() {
        return (plane << 28) | (x << 14) | y;
    }
}
