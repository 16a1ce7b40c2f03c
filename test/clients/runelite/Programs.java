package dev.muster.runelite;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Code that was compiled after this program had started. */
final class Programs {
    private Programs() {}

    /** Runs a `main`. It sees the JDK and the class path that it is given, and nothing of the driver. Throws what `main` throws. */
    static void run(Map<?, ?> command) throws Exception {
        ClassLoader loader = loader(command, ClassLoader.getPlatformClassLoader());
        String[] arguments = ((List<?>) command.get("arguments")).toArray(new String[0]);
        try {
            Class.forName((String) command.get("main"), true, loader).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace();
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }

    static ClassLoader loader(Map<?, ?> command, ClassLoader parent) throws Exception {
        List<?> paths = (List<?>) command.get("classPath");
        URL[] urls = new URL[paths.size()];
        for (int i = 0; i < urls.length; i++) urls[i] = Path.of((String) paths.get(i)).toUri().toURL();
        return new URLClassLoader(urls, parent);
    }
}
