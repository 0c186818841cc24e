using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ponos.Generators.Models;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>Reads the attributes that set how a handler is run. Only what was written is set: the rest is the service's.</summary>
internal sealed class SettingsReader
{
    private readonly ImmutableArray<string>.Builder _settings = ImmutableArray.CreateBuilder<string>();
    private readonly IMethodSymbol _method;
    private readonly string _handler;
    private readonly Findings _findings;

    private SettingsReader(IMethodSymbol method, Findings findings)
    {
        _method = method;
        _handler = method.ToHandlerName();
        _findings = findings;
    }

    public static EquatableArray<string> Read(IMethodSymbol method, AttributeData jobAttribute, Findings findings)
    {
        var reader = new SettingsReader(method, findings);
        reader.ReadRetry();
        reader.ReadTimeout();
        reader.ReadConcurrency();
        reader.ReadAck();
        reader.ReadExpired();
        reader.ReadRateLimit();
        reader.ReadQueue();
        reader.ReadResilience();
        reader.ReadFilters();
        reader.ReadSwitch(jobAttribute, "Broadcast");
        return new EquatableArray<string>(reader._settings.ToImmutable());
    }

    /// <summary>The classes of the handler's filters, in the order in which they are written.</summary>
    public static EquatableArray<string> Filters(IMethodSymbol method) => new([..
        method.GetAttributes()
            .Select(attribute => attribute.FilterAttribute())
            .OfType<INamedTypeSymbol>()
            .Select(attribute => attribute.TypeArguments[0])
            .Where(type => !type.HasErrors())
            .Select(type => type.ToCode())]);

    private void ReadRetry()
    {
        if (_method.FindPonos("RetryAttribute") is not { } retry)
        {
            return;
        }

        if (retry.Named("MaxAttempts")?.Value is int attempts)
        {
            AddNumber("MaxAttempts", attempts, Limits.MaxAttempts, retry.Locate("MaxAttempts"));
        }

        var delay = ReadDuration(retry, "Delay", Limits.Delay);
        var maxDelay = ReadDuration(retry, "MaxDelay", Limits.MaxDelay);
        if (delay > maxDelay)
        {
            _findings.Add(
                DiagnosticRules.SettingOutOfRange,
                retry.Locate("Delay"),
                "Delay",
                _handler,
                $"'{retry.Named("Delay")?.Value}', longer than MaxDelay '{retry.Named("MaxDelay")?.Value}'",
                "a Delay that is not longer than MaxDelay");
        }

        ReadEnum(retry, "Backoff", "Backoff");
        ReadSwitch(retry, "Jitter");
    }

    private void ReadTimeout()
    {
        if (_method.FindPonos("TimeoutAttribute") is not { } timeout || timeout.Argument() is not { } argument)
        {
            return;
        }

        ReadDuration(argument.Value as string, "Timeout", "AttemptTimeout", Limits.AttemptTimeout, timeout.Locate());
    }

    private void ReadConcurrency()
    {
        var concurrency = _method.FindPonos("ConcurrencyAttribute")?.Argument()?.Value as int?;
        if (concurrency is { } limit)
        {
            AddNumber("Concurrency", limit, Limits.Concurrency, _method.FindPonos("ConcurrencyAttribute").Locate());
            ReadEnum(_method.FindPonos("ConcurrencyAttribute")!, "Scope", "ConcurrencyScope");
        }

        if (_method.FindPonos("PrefetchAttribute") is { } prefetch && prefetch.Argument()?.Value is int count)
        {
            AddNumber("Prefetch", count, Limits.Prefetch, prefetch.Locate());
            if (count is >= 1 && count < concurrency)
            {
                OutOfRange("Prefetch", count, $"at least the Concurrency, {Text(concurrency.Value)}", prefetch.Locate());
            }
        }
    }

    private void ReadAck()
    {
        if (_method.FindPonos("AckAttribute") is { } ack)
        {
            ReadEnum(ack.Argument(), "Ack", "AckMode", ack.Locate());
        }
    }

    private void ReadExpired()
    {
        if (_method.FindPonos("ExpiredAttribute") is { } expired)
        {
            ReadEnum(expired.Argument(), "Expired", "Expired", expired.Locate());
        }
    }

    private void ReadRateLimit()
    {
        if (_method.FindPonos("RateLimitAttribute") is not { } rateLimit)
        {
            return;
        }

        if (rateLimit.Argument()?.Value is int permits)
        {
            AddNumber("RatePermits", permits, Limits.RatePermits, rateLimit.Locate(), "RateLimit");
        }

        if (rateLimit.Named("Per") is { } per)
        {
            ReadDuration(per.Value as string, "Per", "RatePeriod", Limits.RatePeriod, rateLimit.Locate("Per"));
        }

        ReadEnum(rateLimit, "Scope", "RateScope");
    }

    private void ReadQueue()
    {
        if (_method.FindPonos("QueueAttribute") is not { } queue)
        {
            return;
        }

        ReadEnum(queue, "Type", "QueueType");
        if (queue.Named("MaxLength")?.Value is int length)
        {
            AddNumber("MaxLength", length, Limits.MaxLength, queue.Locate("MaxLength"));
        }

        if (queue.Named("MaxPriority")?.Value is int priority)
        {
            AddNumber("MaxPriority", priority, Limits.MaxPriority, queue.Locate("MaxPriority"));
        }

        ReadSwitch(queue, "SingleActiveConsumer");
    }

    private void ReadResilience()
    {
        if (_method.FindPonos("ResilienceAttribute")?.Argument()?.Value is string pipeline)
        {
            _settings.Add($"Resilience = {SymbolDisplay.FormatLiteral(pipeline, quote: true)}");
        }
    }

    private void ReadFilters()
    {
        var filters = Filters(_method);
        if (filters.Count > 0)
        {
            var found = filters.Select(filter => $"global::Ponos.Handlers.HandlerFilters.Of<{filter}>");
            _settings.Add($"Filters = [{string.Join(", ", found)}]");
        }
    }

    // A written null is what the attribute holds anyway: the service's.
    private TimeSpan? ReadDuration(AttributeData attribute, string property, DurationRange range) =>
        attribute.Named(property) is { Value: string text }
            ? ReadDuration(text, property, property, range, attribute.Locate(property))
            : null;

    private TimeSpan? ReadDuration(string? text, string spelling, string setting, DurationRange range, Location? location)
    {
        if (!range.TryParse(text, out var value))
        {
            _findings.Add(DiagnosticRules.BadDuration, location, spelling, _handler, text ?? "null", range.Form);
            return null;
        }

        if (!range.Contains(value))
        {
            _findings.Add(DiagnosticRules.SettingOutOfRange, location, spelling, _handler, $"'{text}'", range.Rule);
        }

        _settings.Add(value == Timeout.InfiniteTimeSpan
            ? $"{setting} = global::System.Threading.Timeout.InfiniteTimeSpan"
            : $"{setting} = global::System.TimeSpan.FromTicks({value.Ticks.ToString(CultureInfo.InvariantCulture)})");
        return value;
    }

    private void ReadEnum(AttributeData attribute, string property, string setting) =>
        ReadEnum(attribute.Named(property), property, setting, attribute.Locate(property));

    private void ReadEnum(TypedConstant? written, string spelling, string setting, Location? location)
    {
        if (EnumSetting.Read(written, spelling, _handler, location, _findings) is { } member)
        {
            _settings.Add($"{setting} = {member}");
        }
    }

    private void ReadSwitch(AttributeData attribute, string property)
    {
        if (attribute.Named(property)?.Value is bool value)
        {
            _settings.Add($"{property} = {(value ? "true" : "false")}");
        }
    }

    private void AddNumber(string setting, int value, NumberRange range, Location? location, string? spelling = null)
    {
        _settings.Add($"{setting} = {Text(value)}");
        if (!range.Contains(value))
        {
            OutOfRange(spelling ?? setting, value, range.Rule, location);
        }
    }

    private void OutOfRange(string setting, int value, string remedy, Location? location) =>
        _findings.Add(DiagnosticRules.SettingOutOfRange, location, setting, _handler, Text(value), remedy);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
