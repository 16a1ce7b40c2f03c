package net.runelite.client.config;

public @interface Range {
    int min() default 0;
}
