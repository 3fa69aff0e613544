package io.aclk.claiming.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A real directory behind a file system that counts what changes files and breaks off: either the process dies there, so
 * that nothing more happens at all (not even in a {@code finally}), or the disk is full from there on. A write that is
 * broken off leaves half of its bytes.
 */
final class FaultyDisk extends FileSystem {

    /** How it breaks off. */
    enum Fault {
        CRASH,
        FULL
    }

    /** The process died. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Path root;
    private final Fault fault;
    private final Provider provider;
    private int left;
    private boolean struck;

    /**
     * A disk.
     *
     * @param root a directory of the default file system
     * @param good operations that succeed
     */
    FaultyDisk(Path root, Fault fault, int good) {
        this.root = root;
        this.fault = fault;
        left = good;
        provider = new Provider();
    }

    /** The directory, seen through this disk. */
    Path root() {
        return new Name(root);
    }

    /** Whether the fault struck. */
    boolean struck() {
        return struck;
    }

    /** Space is free again. */
    void repair() {
        left = Integer.MAX_VALUE;
        struck = false;
    }

    /** Counts an operation, and says whether it is the first that fails. */
    private boolean strikes(boolean needsSpace) throws IOException {
        if (fault == Fault.FULL && !needsSpace) {
            return false;
        }
        if (left > 0) {
            left--;
            return false;
        }
        boolean first = !struck;
        struck = true;
        return first || fail();
    }

    private boolean fail() throws IOException {
        if (fault == Fault.CRASH) {
            throw new Crash();
        }
        throw new IOException("No space left on device");
    }

    private void change(boolean needsSpace) throws IOException {
        if (strikes(needsSpace)) {
            fail();
        }
    }

    private static Path real(Path path) {
        return path instanceof Name name ? name.path : path;
    }

    private final class Provider extends FileSystemProvider {
        private final FileSystemProvider on = root.getFileSystem().provider();

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            if (options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW)) {
                change(true);
            }
            return new Channel(on.newFileChannel(real(path), options, attributes));
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            List<Path> found;
            try (DirectoryStream<Path> all =
                    on.newDirectoryStream(real(dir), entry -> filter.accept(new Name(entry)))) {
                found = new java.util.ArrayList<>();
                all.forEach(entry -> found.add(new Name(entry)));
            }
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return found.iterator();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
            if (!Files.exists(real(dir))) {
                change(true);
            }
            on.createDirectory(real(dir), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
                change(false);
            }
            on.delete(real(path));
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            change(false);
            on.move(real(source), real(target), options);
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isSameFile(Path path, Path other) throws IOException {
            return on.isSameFile(real(path), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return on.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return on.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            on.checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return on.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return on.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return on.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            change(false);
            on.setAttribute(real(path), attribute, value, options);
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Channel extends FileChannel {
        private final FileChannel on;

        Channel(FileChannel on) {
            this.on = on;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (strikes(true)) {
                ByteBuffer half = source.slice();
                half.limit(half.remaining() / 2);
                on.write(half);
                fail();
            }
            return on.write(source);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            change(false);
            on.force(metaData);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return on.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return on.read(target, position);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return on.read(targets, offset, length);
        }

        @Override
        public long position() throws IOException {
            return on.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            on.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return on.size();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            on.close();
        }
    }

    private final class Name implements Path {
        private final Path path;

        Name(Path path) {
            this.path = path;
        }

        private Path name(Path other) {
            return other == null ? null : new Name(other);
        }

        @Override
        public FileSystem getFileSystem() {
            return FaultyDisk.this;
        }

        @Override
        public boolean isAbsolute() {
            return path.isAbsolute();
        }

        @Override
        public Path getRoot() {
            return name(path.getRoot());
        }

        @Override
        public Path getFileName() {
            return name(path.getFileName());
        }

        @Override
        public Path getParent() {
            return name(path.getParent());
        }

        @Override
        public int getNameCount() {
            return path.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return name(path.getName(index));
        }

        @Override
        public Path subpath(int begin, int end) {
            return name(path.subpath(begin, end));
        }

        @Override
        public boolean startsWith(Path other) {
            return path.startsWith(real(other));
        }

        @Override
        public boolean endsWith(Path other) {
            return path.endsWith(real(other));
        }

        @Override
        public Path normalize() {
            return name(path.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return name(path.resolve(real(other)));
        }

        @Override
        public Path relativize(Path other) {
            return name(path.relativize(real(other)));
        }

        @Override
        public URI toUri() {
            return path.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return name(path.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return name(path.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return path.compareTo(real(other));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && path.equals(name.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new Name(root.getFileSystem().getPath(first, more));
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return root.getFileSystem().getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return root.getFileSystem().supportedFileAttributeViews();
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
