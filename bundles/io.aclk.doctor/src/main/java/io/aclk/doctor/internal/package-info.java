/** Staged checks of the link: where it fails, why, and what to do about it ({@code docs/design.md} section 7). */
package io.aclk.doctor.internal;
