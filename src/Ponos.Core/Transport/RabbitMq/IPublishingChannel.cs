using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>The client's channel in confirm mode, as far as it is published on. What the broker says goes to its listener.</summary>
internal interface IPublishingChannel
{
    /// <summary>The client's own, for what else is done on it.</summary>
    IChannel Client { get; }

    /// <summary>Whether anything can still be written to it.</summary>
    bool IsOpen { get; }

    /// <summary>Hands a publish to the client, which copies the body before this returns.</summary>
    ValueTask WriteAsync(UnconfirmedPublish publish);

    /// <summary>Completes when the broker has looked at all that was written before, and not closed the channel for it.</summary>
    Task AskAsync();

    Task CloseAsync();
}

/// <summary>Where channels in confirm mode come from: one connection.</summary>
internal interface IPublishingChannels
{
    Task<IPublishingChannel> OpenAsync(IPublishingListener listener, CancellationToken cancellationToken);

    /// <summary>Gives the connection up, for one on which channels work.</summary>
    void Sever(string reason);
}

/// <summary>Told what becomes of what was written on one channel.</summary>
internal interface IPublishingListener
{
    void Answered(ulong sequence, bool multiple, bool taken);

    /// <summary>A mandatory message came back, before its confirm.</summary>
    void Returned(string? messageId, string routingKey);

    /// <summary>Nothing more comes. May be told more than once.</summary>
    void Ended(ChannelEnd end);
}

/// <summary>Why a channel ended.</summary>
/// <param name="Code">AMQP's reply code; 0 where the broker did not end it.</param>
/// <param name="Text">What was said.</param>
/// <param name="WithConnection">Its whole connection ended.</param>
internal readonly record struct ChannelEnd(ushort Code, string Text, bool WithConnection)
{
    public static ChannelEnd Lost(string text) => new(0, text, WithConnection: true);

    public override string ToString() => Code == 0 ? Text : $"{Text} ({Code})";
}
