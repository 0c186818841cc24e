using Ponos.Core.Tests.Support;
using Ponos.Delivery.Copies;
using Ponos.Transport;

namespace Ponos.Core.Tests.Delivery.Copies;

/// <summary>A copy says what its original said, and nothing that others put there steers it.</summary>
public sealed class JobCopyTests
{
    private static readonly Death SomeDeath = new()
    {
        Reason = "exhausted",
        OriginQueue = "s.t",
        At = DateTimeOffset.UnixEpoch,
        Enforced = "0123456789ab",
        Error = new IOException(new string('ä', 100_000)),
    };

    private static readonly MessageProperties Full = new()
    {
        ContentType = "application/x-protobuf",
        ContentEncoding = "gzip",
        CorrelationId = "c-1",
        ReplyTo = "answers",
        Priority = 7,
        WireTimestamp = 1_700_000_000_123,
    };

    [TestCaseSource(nameof(Kinds))]
    public void Copy_OfAForeignMessage_SaysWhatItsOriginalSaid(string kind)
    {
        var original = new ForeignDelivery
        {
            Queue = "s.t",
            Name = "their.type",
            MessageId = "m-1",
            AppId = "them",
            Timestamp = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            UserId = "anna",
            Properties = Full,
            Headers = new Dictionary<string, object?> { ["x-tenant"] = "acme", ["n"] = 7L, ["when"] = new HeaderTime(5), ["void"] = null },
        };

        var copy = Copy(kind, original);

        Assert.That(
            (copy.Type, copy.MessageId, copy.AppId, copy.Timestamp),
            Is.EqualTo((original.Name, original.MessageId, original.AppId, original.Timestamp)));
        Assert.That(copy.Properties, Is.EqualTo(Full));
        foreach (var (name, value) in original.Headers!)
        {
            Assert.That(copy.Headers, Does.ContainKey(name).WithValue(value));
        }

        Assert.That(copy.Headers, Does.ContainKey("ponos-original-user").WithValue("anna"));
        Assert.That(copy.Headers, Does.Not.ContainKey("ponos-cut"));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Copy_OfABareMessage_InventsNothing(string kind)
    {
        var copy = Copy(kind, new ForeignDelivery { Queue = "s.t", Properties = MessageProperties.None });

        Assert.That(
            (copy.Type, copy.MessageId, copy.AppId, copy.Timestamp),
            Is.EqualTo(((string?)null, (string?)null, (string?)null, (DateTimeOffset?)null)));
        Assert.That(copy.Properties, Is.EqualTo(MessageProperties.None));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Copy_HeadersThatSteer_StayBehindAndAreNamed(string kind)
    {
        var original = new ForeignDelivery
        {
            Queue = "s.t",
            Headers = new Dictionary<string, object?>
            {
                ["CC"] = new List<object?> { "victim" },
                ["BCC"] = new List<object?> { "victim" },
                ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["queue"] = "q" } },
                ["x-first-death-queue"] = "q",
                ["x-last-death-reason"] = "expired",
                ["x-delivery-count"] = 5L,
                ["x-acquired-count"] = 5L,
                ["ponos-attempt"] = 99,
                ["ponos-reason"] = "forged",
                ["ponos-anything"] = "forged",
                ["ponos-contract"] = "abcdef",
                ["cc"] = "an application's own",
                ["deep"] = new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = 1 } },
                ["flat"] = new Dictionary<string, object?> { ["a"] = "b", ["n"] = 1 },
            },
        };

        var headers = Copy(kind, original).Headers!;

        Assert.That(headers.Keys, Has.None.AnyOf(
            "CC", "BCC", "x-death", "x-first-death-queue", "x-last-death-reason", "x-delivery-count", "x-acquired-count", "ponos-anything",
            "deep"));
        Assert.That(headers.Values, Has.None.EqualTo("forged"));
        Assert.That(headers.Keys, Has.None.EqualTo("ponos-attempt"));
        Assert.That(headers.Keys, Is.SupersetOf(new[] { "cc", "flat", "ponos-contract" }));
        Assert.That(headers["ponos-cut"], Is.EqualTo("CC, BCC, deep"));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Copy_AnyHeaders_FitsAndNamesWhatItLacks(string kind)
    {
        var (kept, cut) = (0, 0);
        foreach (var headers in RandomHeaders.Sample(300))
        {
            var copied = Copy(kind, new ForeignDelivery { Queue = "s.t", UserId = "u", Headers = headers }).Headers!;

            Assert.That(HeaderSize.Of(copied), Is.LessThanOrEqualTo(HeaderSize.Most));
            var lacking = headers.Keys.Where(name => !copied.ContainsKey(name) && !IsNobodys(name)).ToArray();
            Assert.That(
                copied.ContainsKey("ponos-cut") || lacking.All(name => name.Length == 0), Is.True, () => string.Join(", ", lacking));
            (kept, cut) = (kept + copied.Count, cut + lacking.Length);
        }

        TestContext.Out.WriteLine($"{kept} headers kept, {cut} cut");
        Assert.That((kept, cut), Is.GreaterThan((100, 100)));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Copy_PropertiesThatDidNotDecode_GoWithoutThem(string kind)
    {
        // 255 bytes that are no UTF-8 are 765 when they come.
        var broken = new string('\ufffd', 255);
        var copy = Copy(kind, new ForeignDelivery
        {
            Queue = "s.t",
            Name = broken,
            MessageId = broken,
            AppId = broken,
            Properties = new MessageProperties
            {
                ContentType = broken,
                ContentEncoding = broken,
                CorrelationId = broken,
                ReplyTo = broken,
                Expiration = broken,
            },
            Headers = new Dictionary<string, object?> { [broken] = "x" },
        });

        Assert.That((copy.Type, copy.MessageId, copy.AppId), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
        Assert.That(copy.Properties, Is.EqualTo(MessageProperties.None));
        Assert.That(copy.Headers!.Keys, Has.None.EqualTo(broken));
        Assert.That(copy.Headers, Does.ContainKey("ponos-original-id"));
        Assert.That(
            copy.Headers!["ponos-cut"]!.ToString(),
            Does.Contain("message_id").And.Contain("app_id").And.Contain("type").And.Contain("reply_to"));
        Assert.That(HeaderSize.Of(copy.Headers!), Is.LessThan(HeaderSize.Most));
    }

    [Test]
    public void Expiration_OfACopyThatMustNotVanish_IsAHeader()
    {
        var original = new ForeignDelivery { Queue = "s.t", Properties = new MessageProperties { Expiration = "60000" } };

        Assert.That(Copy("retry", original).Properties!.Expiration, Is.EqualTo("60000"));
        Assert.That(Copy("delayed", original).Properties!.Expiration, Is.Null);
        Assert.That(Copy("replay", original).Properties!.Expiration, Is.Null);
        var dead = Copy("dead", original);
        Assert.That(dead.Properties!.Expiration, Is.Null);
        Assert.That(dead.Headers, Does.ContainKey("ponos-expiration").WithValue("60000"));
    }

    [Test]
    public void ForDead_MissingProperty_NamesItAndNoValue()
    {
        var copy = JobCopy.ForDead(new ForeignDelivery { Queue = "s.t" }, "t", null, "s.t.invalid", SomeDeath with
        {
            Error = null,
            Violations = [new("/a", "maxLength", "must have at most 3 characters"), new("", "required", "must have the property 'dock'")],
        });

        Assert.That(copy.Headers!["ponos-error"], Is.EqualTo("/a maxLength; required: must have the property 'dock'"));
    }

    [Test]
    public void Minimal_OfACopyThatIsRefused_IsTheBodyAndWhatWeSay()
    {
        var copy = Copy("dead", new ForeignDelivery
        {
            Queue = "s.t",
            MessageId = "their\u202eid",
            AppId = "them",
            Properties = Full,
            Headers = new Dictionary<string, object?> { ["x-tenant"] = "acme", ["CC"] = "x" },
        });

        var minimal = JobCopy.Minimal(copy, "new");

        Assert.That((minimal.MessageId, minimal.AppId, minimal.Properties), Is.EqualTo(("new", (string?)null, MessageProperties.None)));
        Assert.That(minimal.Headers!["ponos-original-id"], Is.EqualTo("their\\u202eid"));
        Assert.That(minimal.Headers["ponos-reason"], Is.EqualTo("exhausted"));
        Assert.That(minimal.Headers["ponos-cut"], Is.EqualTo("x-tenant, CC").Or.EqualTo("CC, x-tenant"));
        Assert.That(minimal.Body, Is.EqualTo(copy.Body));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Copy_TimeToBeginBy_StaysWithTheJob(string kind) =>
        Assert.That(Copy(kind, Limited("exhausted")).Headers, Does.ContainKey("ponos-not-after").WithValue(5000L));

    [TestCase("exhausted", 4999, true)]
    [TestCase("exhausted", 5000, false, Description = "Whoever replays it wants it run.")]
    [TestCase("expired", 4999, false, Description = "By another clock.")]
    public void Replay_OfWhatExpired_IsWithoutItsTime(string reason, long now, bool keeps) =>
        Assert.That(
            JobCopy.ForReplay(Limited(reason), "t", "s.t", DateTimeOffset.FromUnixTimeMilliseconds(now)).Headers!
                .ContainsKey("ponos-not-after"),
            Is.EqualTo(keeps));

    private static ForeignDelivery Limited(string reason) => new()
    {
        Queue = "s.t.dead",
        Headers = new Dictionary<string, object?> { ["ponos-not-after"] = 5000L, ["ponos-reason"] = reason },
    };

    private static IEnumerable<string> Kinds => ["retry", "delayed", "dead", "replay"];

    private static bool IsNobodys(string name) => BrokerHeaders.IsWritten(name) || name.StartsWith("ponos-", StringComparison.Ordinal);

    private static OutgoingJob Copy(string kind, ForeignDelivery original) => kind switch
    {
        "retry" => JobCopy.ForRetry(original, "t", original.Name, "s.t", TimeSpan.Zero),
        "delayed" => JobCopy.ForRetry(original, "t", original.Name, "s.t", TimeSpan.FromMinutes(1)),
        "dead" => JobCopy.ForDead(original, "t", original.Name, "s.t.dead", SomeDeath),
        _ => JobCopy.ForReplay(original, "t", "s.t", DateTimeOffset.UnixEpoch),
    };
}
