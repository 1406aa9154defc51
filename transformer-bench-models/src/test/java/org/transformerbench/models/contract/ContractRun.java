package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test of a contract on a plug-in with a mistake, which the contract's constructor gets. */
final class ContractRun implements ParameterResolver {
    private static final String MISTAKE = "mistake";

    /** The message with which the test failed; fails if it did not. */
    static String failure(Class<?> contract, String test, Enum<?> mistake) {
        TestExecutionSummary summary = run(contract, test, mistake);
        StringWriter report = new StringWriter();
        summary.printTo(new PrintWriter(report, true));
        assertThat(summary.getTestsFoundCount()).as(report.toString()).isEqualTo(1);
        assertThat(summary.getFailures())
                .as("%s passes with the mistake %s", test, mistake)
                .hasSize(1);
        return summary.getFailures().get(0).getException().getMessage();
    }

    /** What became of the test. */
    static TestExecutionSummary run(Class<?> contract, String test, Enum<?> mistake) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(contract, test))
                .configurationParameter(MISTAKE, mistake.name())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().isEnum();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String name = context.getConfigurationParameter(MISTAKE).orElseThrow();
        for (Object constant : parameter.getParameter().getType().getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new AssertionError(name);
    }
}
