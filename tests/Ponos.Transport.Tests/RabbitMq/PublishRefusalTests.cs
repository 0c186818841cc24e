using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>What the broker says when it closes a channel, in the words of its versions.</summary>
public sealed class PublishRefusalTests
{
    [TestCase(403, "ACCESS_REFUSED - access to exchange 'amq.default' in vhost '/' refused for user 'u'", PublishRefusalKind.Forbidden, "")]
    [TestCase(403,
        "ACCESS_REFUSED - write access to exchange 'orders.placed' in vhost 'shop' refused for user 'u'",
        PublishRefusalKind.Forbidden,
        "orders.placed")]
    [TestCase(403,
        "ACCESS_REFUSED - write access to topic 'a.b' in exchange 'ponos.delay.03' in vhost '/' refused for user 'u'",
        PublishRefusalKind.Forbidden,
        "ponos.delay.03")]
    [TestCase(403, "ACCESS_REFUSED - cannot publish to internal exchange 'x' in vhost '/'", PublishRefusalKind.Forbidden, "x")]
    [TestCase(404, "NOT_FOUND - no exchange 'x' in vhost '/'", PublishRefusalKind.NoExchange, "x")]
    [TestCase(406, "PRECONDITION_FAILED - user_id property set to 'a' but authenticated user was 'b'", PublishRefusalKind.Unsendable, null)]
    [TestCase(541, "INTERNAL_ERROR", PublishRefusalKind.None, null)]
    [TestCase(0, "the connection was lost", PublishRefusalKind.None, null)]
    public void Of_WhatTheBrokerSaid_IsItsKindAndExchange(int code, string text, object kind, string? exchange)
    {
        var refusal = PublishRefusal.Of(new ChannelEnd((ushort)code, text, WithConnection: false));

        Assert.That((refusal.Kind, refusal.Exchange), Is.EqualTo(((PublishRefusalKind)kind, exchange)));
    }

    [Test]
    public void Of_MessageTooLarge_HasTheLimit() => Assert.That(
        PublishRefusal.Of(new ChannelEnd(
            406,
            "PRECONDITION_FAILED - message size 135000000 is larger than configured max size 134217728",
            WithConnection: false)).MaxMessageBytes,
        Is.EqualTo(134217728));

    [Test]
    public void Of_AFailure_SaysWhatItMeansForTheSameJob() => Assert.That(
        ((Exception[])[
            new UnsendableJobException("j", "m"),
            new PublishForbiddenException("j", "m"),
            new UnroutableTaskException("j", "m"),
            new PublishRejectedException("j", "m"),
            new TimeoutException(),
        ])
            .Select(SendRefusals.Of),
        Is.EqualTo(
            new[] { SendRefusal.Permanent, SendRefusal.Forbidden, SendRefusal.NoDestination, SendRefusal.Passing, SendRefusal.Passing }));
}
