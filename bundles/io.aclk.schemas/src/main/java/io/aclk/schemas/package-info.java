/**
 * The protobuf messages of the link, generated from the {@code .proto} files of this bundle, which are written from
 * {@code protocol/messages.md}. One message is the whole payload of one PUBLISH; the last level of the topic tells its
 * type. Receivers treat absent fields as zero and ignore unknown ones.
 */
@Export
@Version("1.0.0")
package io.aclk.schemas;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
