using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Ponos;

/// <summary>How a service uses Newtonsoft.Json and Newtonsoft.Json.Schema.</summary>
public sealed class NewtonsoftOptions
{
    /// <summary>The licence key of Newtonsoft.Json.Schema, which is registered for the whole process.</summary>
    /// <value>
    /// Default: none. The service then does not start, unless the process has registered a key itself or one
    /// of the next two options is set.
    /// </value>
    public string? LicenseKey { get; set; }

    /// <summary>
    /// Whether to go without a key. Newtonsoft.Json.Schema then judges 1000 jobs an hour, published and handled ones of all
    /// services of the process together; after those the service's queues are left alone until the hour has passed, and
    /// publishing fails. For trying things out.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowFreeQuota { get; set; }

    /// <summary>
    /// Whether contracts are still enforced by Ponos's own validator, which needs no key: Newtonsoft.Json then only writes and
    /// reads the jobs.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool KeepPonosValidator { get; set; }

    /// <summary>How long a schema's pattern may take on one string; a job that exceeds it is invalid. From 1 ms to 1 min.</summary>
    /// <value>Default: 100 ms.</value>
    public TimeSpan RegexMatchTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How jobs are written and read. They start with the names that Ponos gives properties otherwise (camel case), text that
    /// looks like a date left as it is, and 64 levels.
    /// </summary>
    /// <remarks>
    /// Whatever is set here: no CLR type is ever taken from a job (<see cref="TypeNameHandling.None"/>,
    /// <see cref="MetadataPropertyHandling.Ignore"/> and a binder that refuses), no references are resolved, at most 64 levels
    /// are read, and a job is written on one line.
    /// </remarks>
    public JsonSerializerSettings Settings { get; } = new()
    {
        ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy() },
        DateParseHandling = DateParseHandling.None,
        MaxDepth = MaxDepth,
    };

    internal const int MaxDepth = 64;
}
