package org.dora4j.cli.bench;

import picocli.CommandLine.Command;

/** The family of measuring commands. */
@Command(
    name = "bench",
    header = "Measure how fast this machine trains.",
    description = "See 'dora4j bench step --help'.",
    synopsisSubcommandLabel = "step",
    footer = {"  dora4j bench step --shape smollm2-135m --method dora"})
public final class BenchCommand {}
