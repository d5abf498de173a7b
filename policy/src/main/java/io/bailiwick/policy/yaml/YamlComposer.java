package io.bailiwick.policy.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one document from the parser's events.
 *
 * <p>The engine's own composer recurses as deep as the text is nested and counts aliases only of
 * collections, so the tree is built here, where every bound is checked before anything grows:
 * depth, aliases, and the number of nodes that there would be if every alias were written out (the
 * "billion laughs"). Events are pulled one by one, so that nothing behind the first excess is read.
 */
final class YamlComposer {
    static final int MOST_CHARACTERS = 1 << 20;
    static final int DEEPEST = 32;
    static final int MOST_ALIASES = 50;
    static final int MOST_NODES = 10_000;

    private final Iterator<Event> events;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private int aliases;
    private int nodes;

    private YamlComposer(String text) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).setUseMarks(true).build();
        events = new Parse(settings).parseString(text).iterator();
    }

    /** The root of the only document; empty when there is none. */
    static Optional<YamlNode> compose(String text) throws YamlException {
        if (text.length() > MOST_CHARACTERS) {
            throw new YamlException(
                    "the text has " + text.length() + " characters, limit is " + MOST_CHARACTERS,
                    Optional.empty());
        }
        try {
            return new YamlComposer(text).document();
        } catch (MarkedYamlEngineException e) {
            throw new YamlException(describe(e), e.getProblemMark().map(YamlComposer::place));
        } catch (YamlEngineException e) {
            throw new YamlException(String.valueOf(e.getMessage()), Optional.empty());
        }
    }

    private Optional<YamlNode> document() throws YamlException {
        events.next(); // the start of the stream
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return Optional.empty();
        }
        YamlNode root = node(events.next(), 1);
        events.next(); // the end of the document
        Event after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw refuse("one document is expected, another one starts here", after);
        }
        return Optional.of(root);
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        if (event instanceof AliasEvent alias) {
            return resolve(alias, depth);
        }
        if (depth > DEEPEST) {
            throw refuse("nested deeper than " + DEEPEST + " levels", event);
        }
        count(1, event);
        YamlNode node =
                switch (event) {
                    case ScalarEvent scalar -> {
                        refuseTag(scalar.getTag(), event);
                        yield new YamlNode.Scalar(
                                scalar.getValue(), scalar.isPlain(), placeOf(event));
                    }
                    case SequenceStartEvent sequence -> {
                        refuseTag(sequence.getTag(), event);
                        yield sequence(placeOf(event), depth);
                    }
                    case MappingStartEvent mapping -> {
                        refuseTag(mapping.getTag(), event);
                        yield mapping(placeOf(event), depth);
                    }
                    default -> throw refuse("unexpected " + event, event);
                };
        if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
            anchors.put(named.getAnchor().get().getValue(), node);
        }
        return node;
    }

    private YamlNode sequence(Place place, int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        int size = 1;
        int height = 0;
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            YamlNode item = node(event, depth + 1);
            items.add(item);
            size += item.size();
            height = Math.max(height, item.height());
            event = events.next();
        }
        return new YamlNode.Sequence(items, place, size, height + 1);
    }

    private YamlNode mapping(Place place, int depth) throws YamlException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        int size = 1;
        int height = 0;
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(event, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            entries.add(new YamlNode.Entry(key, value));
            size += key.size() + value.size();
            height = Math.max(height, Math.max(key.height(), value.height()));
            event = events.next();
        }
        return new YamlNode.Mapping(entries, place, size, height + 1);
    }

    private YamlNode resolve(AliasEvent alias, int depth) throws YamlException {
        if (++aliases > MOST_ALIASES) {
            throw refuse("more than " + MOST_ALIASES + " aliases", alias);
        }
        YamlNode node = anchors.get(alias.getAlias().getValue());
        if (node == null) {
            // an anchor is known only after its node ended, so a node cannot contain itself
            throw refuse("no node before this one has the anchor of the alias", alias);
        }
        if (depth - 1 + node.height() > DEEPEST) {
            throw refuse("nested deeper than " + DEEPEST + " levels", alias);
        }
        count(node.size(), alias);
        return node;
    }

    private void count(int added, Event event) throws YamlException {
        nodes += added;
        if (nodes > MOST_NODES) {
            throw refuse("more than " + MOST_NODES + " values", event);
        }
    }

    private static void refuseTag(Optional<String> tag, Event event) throws YamlException {
        if (tag.isPresent()) {
            throw refuse("tags are not accepted", event);
        }
    }

    private static YamlException refuse(String message, Event event) {
        return new YamlException(message, Optional.of(placeOf(event)));
    }

    private static Place placeOf(Event event) {
        return event.getStartMark().map(YamlComposer::place).orElse(new Place(1, 1));
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String describe(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        String context = e.getContext();
        StringBuilder text = new StringBuilder();
        if (context != null && !context.isBlank()) {
            text.append(context).append(": ");
        }
        text.append(problem == null ? "malformed" : problem);
        e.getProblemMark()
                .map(YamlComposer::place)
                .ifPresent(at ->
                        text.append(" at line ")
                                .append(at.line())
                                .append(", column ")
                                .append(at.column()));
        return text.toString();
    }
}
