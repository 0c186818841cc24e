using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting.Settings;

namespace Ponos.Core.Tests.Hosting;

/// <summary>Each setting below, at and above its range, by each way of setting it.</summary>
public sealed class LimitsTests
{
    private static readonly (string Key, object Range)[] OfOptions =
    [
        ("Concurrency", Limits.Concurrency), ("Prefetch", Limits.Prefetch), ("DeliveryLimit", Limits.DeliveryLimit),
        ("InboxSize", Limits.InboxSize), ("MaxBodyBytes", Limits.MaxBodyBytes), ("AttemptTimeout", Limits.AttemptTimeout),
        ("PublishTimeout", Limits.PublishTimeout), ("ShutdownTimeout", Limits.ShutdownTimeout), ("StartTimeout", Limits.StartTimeout),
        ("Retry:MaxAttempts", Limits.MaxAttempts), ("Retry:Delay", Limits.Delay), ("Retry:MaxDelay", Limits.MaxDelay),
        ("Retry:InProcessLimit", Limits.InProcessLimit),
    ];

    private static readonly (string Key, object Range)[] OfHandlers =
    [
        ("Concurrency", Limits.Concurrency), ("Prefetch", Limits.Prefetch), ("AttemptTimeout", Limits.AttemptTimeout),
        ("Retry:MaxAttempts", Limits.MaxAttempts), ("Retry:Delay", Limits.Delay), ("Retry:MaxDelay", Limits.MaxDelay),
        ("RateLimit:Permits", Limits.RatePermits), ("RateLimit:Per", Limits.RatePeriod), ("MaxLength", Limits.MaxLength),
        ("MaxPriority", Limits.MaxPriority),
    ];

    [TestCase("Ponos:")]
    [TestCase("Ponos:Services:shop:")]
    public void Plan_OptionInConfiguration_IsTakenWithinItsRangeAndRefusedBeyond(string section) => Sweep(
        OfOptions,
        (key, value) => PlannedService.Of(services => services.AddShop(), [(section + key, Text(value)), .. Companions(section, key)]),
        key => section + key);

    [Test]
    public void Plan_OptionInCode_IsTakenWithinItsRangeAndRefusedBeyond() => Sweep(
        OfOptions,
        (key, value) => PlannedService.Of(services =>
        {
            services.AddShop();
            services.Configure<PonosOptions>("shop", options => Set(options, key, value));
        }, Companions("Ponos:", key)),
        key => "Ponos:" + key);

    [Test]
    public void Plan_HandlersSection_IsTakenWithinItsRangeAndRefusedBeyond()
    {
        const string Section = "Ponos:Services:shop:Handlers:order.pack:";
        Sweep(
            OfHandlers,
            (key, value) => PlannedService.Of(
                services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask),
                [(Section + key, Text(value)), .. Companions(Section, key)]),
            key => Section + key);
    }

    [Test]
    public void Plan_HandlerSettingsInCode_AreTakenWithinTheirRangesAndRefusedBeyond() => Sweep(
        OfHandlers,
        (key, value) => PlannedService.Of(
            services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask, SettingsWith(key, value))),
        key => key);

    [Test]
    public void Plan_HandlersOptionInCode_IsTakenWithinItsRangeAndRefusedBeyond() => Sweep(
        OfHandlers,
        (key, value) => PlannedService.Of(services =>
        {
            services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask);
            services.Configure<PonosOptions>("shop", options => options.Handlers["order.pack"] = SettingsWith(key, value));
        }),
        key => key);

    [Test]
    public void Plan_WordThatIsNone_IsRefused()
    {
        var settings = new[]
        {
            new HandlerSettings { AckMode = (AckMode)7 },
            new HandlerSettings { Expired = (ExpiredJobs)7 },
            new HandlerSettings { Backoff = (Backoff)7 },
            new HandlerSettings { QueueType = (QueueType)7 },
        };
        foreach (var setting in settings)
        {
            Assert.That(
                () => PlannedService.Of(services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask, setting)),
                Throws.InvalidOperationException.With.Message.Contains("is 7; write one of"));
        }

        Assert.That(
            () =>
                PlannedService.Of(services => services.AddPonos("shop", HandlerCatalog.Empty, options => options.Declare = (DeclareMode)7)),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Ponos:Declare").And.Message.Contains("Active, Passive"));
    }

    [Test]
    public void Plan_SettingsThatContradictEachOther_AreRefused()
    {
        Assert.That(
            Planning(new HandlerSettings { Delay = TimeSpan.FromMinutes(2), MaxDelay = TimeSpan.FromMinutes(1) }),
            Throws.InvalidOperationException.With.Message.Contains("2m").And.Message.Contains("1m"));
        Assert.That(
            Planning(new HandlerSettings { RatePeriod = TimeSpan.FromMinutes(2) }),
            Throws.InvalidOperationException.With.Message.Contains("RateLimit:Permits"));
        Assert.That(
            Planning(new HandlerSettings { Broadcast = true }),
            Throws.InvalidOperationException.With.Message.Contains("Broadcast is for events"));
        Assert.That(
            Planning(new HandlerSettings { MaxPriority = 9 }),
            Throws.InvalidOperationException.With.Message.Contains("MaxPriority is for classic queues"));
        Assert.That(Planning(new HandlerSettings { MaxPriority = 9, QueueType = QueueType.Classic }), Throws.Nothing);
    }

    [Test]
    public void Tables_EveryPropertyOfOptionsAndSettings_HasARow()
    {
        string[] inCodeOnly =
        [
            nameof(PonosOptions.Retry),
            nameof(PonosOptions.Json),
            nameof(PonosOptions.Handlers),
            nameof(PonosOptions.PropagatedHeaders),
        ];
        var options = typeof(PonosOptions).GetProperties().Select(property => property.Name).Except(inCodeOnly)
            .Concat(typeof(RetryOptions).GetProperties().Select(property => "Retry:" + property.Name));
        Assert.That(options, Is.SubsetOf(OptionSettings.All.Select(setting => setting.Key)));

        foreach (var property in typeof(HandlerSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var upper = new HandlerSettings();
            property.SetValue(upper, SampleOf(property.PropertyType));
            Assert.That(HandlerSettingTable.Lay(upper, new HandlerSettings()), Is.EqualTo(upper), property.Name);
        }
    }

    private static object SampleOf(Type type) =>
        type == typeof(string) ? "payments"
        : Nullable.GetUnderlyingType(type) is { } value ? Activator.CreateInstance(value)!
        : Array.Empty<Func<IServiceProvider, IJobFilter>>();

    private static Action Planning(HandlerSettings settings) =>
        () => PlannedService.Of(services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask, settings));

    private static void Sweep((string Key, object Range)[] settings, Action<string, object> plan, Func<string, string> named)
    {
        Assert.Multiple(() =>
        {
            foreach (var (key, range) in settings)
            {
                foreach (var (value, isWithin) in Values(range))
                {
                    var exception = Catch(() => plan(key, value));
                    Assert.That(exception?.Message, isWithin ? Is.Null : Does.Contain(named(key)).And.Contain("write"), $"{key} = {value}");
                    Assert.That(
                        exception,
                        isWithin ? Is.Null : Is.TypeOf<InvalidOperationException>().Or.TypeOf<OptionsValidationException>(),
                        $"{key} = {value}");
                }
            }
        });
    }

    private static Exception? Catch(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static IEnumerable<(object Value, bool IsWithin)> Values(object range) => range switch
    {
        NumberRange numbers =>
        [
            (numbers.Least - 1, false),
            (-1, false),
            (numbers.Least, true),
            (numbers.Most, true),
            .. numbers.Most < int.MaxValue ? new (object, bool)[] { (numbers.Most + 1, false) } : [],
        ],
        DurationRange durations =>
        [
            (durations.Least - TimeSpan.FromMilliseconds(1), false), (durations.Least, true), (durations.Most, true),
            (durations.Most + TimeSpan.FromMilliseconds(1), false),
            (Timeout.InfiniteTimeSpan, durations.Contains(Timeout.InfiniteTimeSpan)),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(range)),
    };

    private static string Text(object value) => value switch
    {
        TimeSpan time when time == Timeout.InfiniteTimeSpan => "none",
        TimeSpan time when time < TimeSpan.Zero => "-1s",
        TimeSpan time => DurationText.Write(time),
        _ => value.ToString()!,
    };

    /// <summary>What else must be said so that the setting stands for itself.</summary>
    private static (string, string)[] Companions(string section, string key) => key switch
    {
        "Retry:Delay" => [(section + "Retry:MaxDelay", "30d")],
        "Retry:MaxDelay" => [(section + "Retry:Delay", "0s")],
        "MaxPriority" => [(section + "QueueType", "Classic")],
        "RateLimit:Per" => [(section + "RateLimit:Permits", "1")],
        _ => [],
    };

    private static HandlerSettings SettingsWith(string key, object value)
    {
        var settings = new HandlerSettings
        {
            RatePermits = key == "RateLimit:Per" ? 1 : null,
            QueueType = key == "MaxPriority" ? QueueType.Classic : null,
        };
        var name = key switch
        {
            "RateLimit:Permits" => "RatePermits",
            "RateLimit:Per" => "RatePeriod",
            _ => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..],
        };
        typeof(HandlerSettings).GetProperty(name)!.SetValue(settings, value);
        return settings;
    }

    private static void Set(PonosOptions options, string key, object value)
    {
        object target = key.StartsWith("Retry:", StringComparison.Ordinal) ? options.Retry : options;
        target.GetType().GetProperty(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..])!.SetValue(target, value);
    }
}
