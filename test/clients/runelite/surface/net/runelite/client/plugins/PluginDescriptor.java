package net.runelite.client.plugins;

public @interface PluginDescriptor {
    String name();

    String description() default "";

    String[] tags() default {};
}
