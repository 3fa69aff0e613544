/** Build steps over the feature files. Not part of the distribution. */
package io.aclk.features;
