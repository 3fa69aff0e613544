package io.aclk.itests.driver;

import java.util.Collection;
import java.util.StringJoiner;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says what is missing in a framework: bundles that are not active, components that are not satisfied. */
public final class Diagnosis {

    private Diagnosis() {}

    /** One line for each fault; {@code all bundles active, all components satisfied} if there is none. */
    public static String of(BundleContext context) {
        StringJoiner faults = new StringJoiner("\n");
        faults.setEmptyValue("all bundles active, all components satisfied");
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (bundle.getState() != Bundle.ACTIVE && !fragment) {
                faults.add("bundle " + bundle.getSymbolicName() + " is in state " + bundle.getState());
            }
        }
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        if (reference == null) {
            faults.add("no Service Component Runtime");
        } else {
            components(context.getService(reference), faults);
            context.ungetService(reference);
        }
        return faults.toString();
    }

    private static void components(ServiceComponentRuntime runtime, StringJoiner faults) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(component);
            if (configurations.isEmpty() && component.configurationPolicy.equals("require")) {
                faults.add("component " + component.name + " lacks its configuration "
                        + String.join(", ", component.configurationPid));
            }
            for (ComponentConfigurationDTO configuration : configurations) {
                if (configuration.failure != null) {
                    faults.add("component " + component.name + " failed: "
                            + configuration.failure.lines().findFirst().orElse(""));
                }
                for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
                    faults.add("component " + component.name + " lacks " + missing.name
                            + (missing.target == null ? "" : " " + missing.target));
                }
            }
        }
    }
}
