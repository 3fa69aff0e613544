package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;

/** A record that was compared keeps no class loader. */
class RecordCachesTest {

    private static final int COLLECTIONS = 50;

    /** A component of a record. */
    public enum Part {
        ONE
    }

    /** A record with a component of a type from the same class loader. */
    public record Whole(Part part) {}

    /** Defines the classes of this test anew, as the class loader of a bundle does. */
    private static final class BundleLoader extends ClassLoader {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(RecordCachesTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void theLoaderOfARecordIsCollected() throws Exception {
        WeakReference<ClassLoader> loader = useRecord();
        RecordCaches.release();
        for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
            System.gc();
        }
        assertNull(loader.get(), "the class loader of a record that nobody uses");
    }

    /** Uses all methods of a record from another class loader. */
    private static WeakReference<ClassLoader> useRecord() throws ReflectiveOperationException {
        ClassLoader loader = new BundleLoader();
        Class<?> type = loader.loadClass(Whole.class.getName());
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        Object part = constructor.getParameterTypes()[0].getEnumConstants()[0];
        Object one = constructor.newInstance(part);
        Object other = constructor.newInstance(part);
        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
        assertEquals("Whole[part=ONE]", one.toString());
        return new WeakReference<>(loader);
    }
}
