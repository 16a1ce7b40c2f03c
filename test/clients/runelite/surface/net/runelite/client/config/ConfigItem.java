package net.runelite.client.config;

public @interface ConfigItem {
    int position() default -1;

    String keyName();

    String name();

    String description();

    String warning() default "";
}
