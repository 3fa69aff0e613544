/**
 * A JUnit 5 driver for Pax Exam, which has none of its own (ops4j/org.ops4j.pax.exam#951).
 *
 * <p>A test class is annotated with {@link io.aclk.itests.driver.InFramework} and has a public method annotated with Pax
 * Exam's {@code @Configuration} that returns the bundles. Each of its test methods is run by the Jupiter engine
 * <em>inside</em> the framework; the method outside is only the place where its outcome is reported. Services of the
 * framework are injected into fields annotated with {@code javax.inject.Inject} and into parameters; {@code
 * BundleContext} is that of the bundle that the test classes are put in.
 *
 * <p>How it works: outside, {@link io.aclk.itests.driver.PaxExamExtension} drives Pax Exam's {@code ReactorManager} and
 * skips the local invocation of each method. Inside, {@link io.aclk.itests.driver.Activator} registers a {@code
 * ProbeInvokerFactory} that hands the method to the Jupiter engine. Outcomes cross as text, since the two sides have
 * different class loaders: an {@link io.aclk.itests.driver.Outcome}.
 *
 * <p>Limits: public classes with public methods, {@code @Test} methods only (no templates, dynamic or nested tests), one
 * method of a name in a class; each method has a test instance of its own, and {@code @BeforeAll} and {@code @AfterAll}
 * run once for each method.
 */
@Export
@Version("1.0.0")
package io.aclk.itests.driver;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
