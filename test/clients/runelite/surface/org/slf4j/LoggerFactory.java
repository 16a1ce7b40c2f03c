package org.slf4j;

import java.lang.reflect.Proxy;

public final class LoggerFactory {
    private LoggerFactory() {}

    /** Says nothing. */
    public static Logger getLogger(Class<?> owner) {
        return (Logger) Proxy.newProxyInstance(owner.getClassLoader(), new Class<?>[] {Logger.class}, (self, method, arguments) -> null);
    }
}
