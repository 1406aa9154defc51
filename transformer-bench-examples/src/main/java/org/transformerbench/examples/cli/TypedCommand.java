package org.transformerbench.examples.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A command as it was typed, with advice where it is no command or one in another order. */
final class TypedCommand {
    private static final String HELP = "help";
    private static final String MODEL = "--model";

    private final List<String> arguments;

    TypedCommand(String... arguments) {
        this.arguments = List.of(arguments);
    }

    /** Returns the arguments with {@code "help compare"} written as {@code "compare --help"}. */
    static String[] withHelpAsOption(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals(HELP)) {
            return arguments;
        }
        List<String> rest = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
        rest.add("--" + HELP);
        return rest.toArray(String[]::new);
    }

    /**
     * Returns advice for arguments that the program does not take.
     *
     * @param root the program with all its commands
     * @param unmatched the arguments that belong to no option or parameter
     * @return empty if there is nothing to say that a message about a single argument does not
     */
    Optional<String> advice(CommandLine root, List<String> unmatched) {
        Set<String> commands = root.getSubcommands().keySet();
        int place = firstOf(commands);
        if (place > 0 && optionsOnly(root, place)) {
            List<String> others = new ArrayList<>(arguments);
            others.remove(place);
            return Optional.of("The command comes first: " + root.getCommandName() + " " + arguments.get(place) + " "
                    + others.stream().map(TypedCommand::quoted).collect(Collectors.joining(" ")));
        }
        if (place != 0) {
            return Optional.empty();
        }
        CommandLine command = root.getSubcommands().get(arguments.get(0));
        return adviceOnModel(command).or(() -> adviceOnFlag(command, unmatched));
    }

    /** An option that takes no value may be given one. */
    private Optional<String> adviceOnFlag(CommandLine command, List<String> unmatched) {
        for (int i = 1; i + 1 < arguments.size(); i++) {
            OptionSpec option = command.getCommandSpec().optionsMap().get(arguments.get(i));
            if (option != null && option.arity().max() == 0 && unmatched.contains(arguments.get(i + 1))) {
                return Optional.of(arguments.get(i) + " takes no value: "
                        + String.join(" ", option.description()).replaceFirst("(?<=[.:]) .*", ""));
            }
        }
        return Optional.empty();
    }

    private int firstOf(Set<String> commands) {
        for (int i = 0; i < arguments.size(); i++) {
            if (commands.contains(arguments.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether an option that the program itself does not have is the first of what stands before the command. */
    private boolean optionsOnly(CommandLine root, int place) {
        return arguments.subList(0, place).stream()
                .filter(argument -> !root.getCommandSpec().optionsMap().containsKey(argument))
                .findFirst()
                .filter(argument -> argument.startsWith("-"))
                .isPresent();
    }

    /** A command whose model is an option may be given one as a word. */
    private Optional<String> adviceOnModel(CommandLine command) {
        boolean takesWords = !command.getCommandSpec().positionalParameters().isEmpty();
        boolean hasModel = command.getCommandSpec().optionsMap().containsKey(MODEL)
                && arguments.stream().noneMatch(argument -> argument.equals(MODEL) || argument.startsWith(MODEL + "="));
        return takesWords
                        || !hasModel
                        || arguments.size() < 2
                        || arguments.get(1).startsWith("-")
                ? Optional.empty()
                : Optional.of("Did you mean: " + command.getCommandSpec().qualifiedName() + " " + MODEL + " "
                        + quoted(arguments.get(1)));
    }

    private static String quoted(String argument) {
        return argument.isEmpty() || argument.chars().anyMatch(Character::isWhitespace)
                ? '"' + argument + '"'
                : argument;
    }

    /**
     * Returns the message for a word that is no command.
     *
     * @param root the program with all its commands
     * @return empty if the first word is one, or there is none before the first option
     */
    Optional<String> unknownCommand(CommandLine root) {
        Set<String> commands = root.getSubcommands().keySet();
        return arguments.stream()
                .filter(argument -> !root.getCommandSpec().optionsMap().containsKey(argument))
                .findFirst()
                .filter(word -> !word.startsWith("-") && !commands.contains(word))
                .map(word -> "Unknown command '" + Excerpt.of(word) + "'" + Suggestion.didYouMean(word, commands)
                        + " There are: " + String.join(", ", commands));
    }
}
