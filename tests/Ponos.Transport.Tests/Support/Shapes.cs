using Ponos.Topology;

namespace Ponos.Transport.Tests.Support;

/// <summary>The topologies that tests declare, written out so that the suite depends on no other room's rules.</summary>
internal static class Shapes
{
    public static TopologyShape Queue(string name, params (string Key, object Value)[] arguments) =>
        Queue(name, QueueType.Quorum, arguments);

    public static TopologyShape Queue(string name, QueueType type, params (string Key, object Value)[] arguments) =>
        new([], [Shape(name, type, arguments)], []);

    /// <summary>An event that is published; nobody need listen.</summary>
    public static TopologyShape Event(string name) => new(
        [Fanout(name), Patterns()],
        [],
        [ToPatterns(name)]);

    /// <summary>A queue that listens to an event.</summary>
    public static TopologyShape Listener(string queue, string eventName) => new(
        [Fanout(eventName), Patterns()],
        [Shape(queue, QueueType.Quorum, [])],
        [ToPatterns(eventName), new BindingShape(eventName, queue, ToExchange: false, RoutingKey: "")]);

    /// <summary>A queue of one process that listens to an event for as long as its connection lasts.</summary>
    public static TopologyShape Broadcast(string queue, string eventName) => new(
        [Fanout(eventName)],
        [new QueueShape(queue, QueueType.Classic) { Transient = true }],
        [new BindingShape(eventName, queue, ToExchange: false, RoutingKey: "")]);

    /// <summary>A queue that listens to events by patterns.</summary>
    public static TopologyShape PatternListener(string queue, params string[] patterns) => new(
        [Patterns()],
        [Shape(queue, QueueType.Quorum, [])],
        [.. patterns.Select(pattern => new BindingShape(QueueNames.PatternExchange, queue, ToExchange: false, pattern))]);

    private static ExchangeShape Fanout(string name) => new(name, ExchangeType.Fanout);

    private static ExchangeShape Patterns() => new(QueueNames.PatternExchange, ExchangeType.Topic);

    private static BindingShape ToPatterns(string eventName) =>
        new(eventName, QueueNames.PatternExchange, ToExchange: true, RoutingKey: "");

    private static QueueShape Shape(string name, QueueType type, (string Key, object Value)[] arguments) =>
        new(name, type) { Arguments = arguments.ToDictionary(argument => argument.Key, argument => argument.Value) };
}
