using System.Text.Json.Nodes;
using Ponos.Contracts;

namespace Ponos.Commands.AsyncApi;

/// <summary>
/// The AsyncAPI 3.0 document of a service: a channel for each queue and exchange, an operation for each job that is sent or
/// received, a message with its schema for each contract.
/// </summary>
internal sealed class AsyncApiDocument
{
    private const string ContentType = "application/json";
    private const string BindingVersion = "0.3.0";
    private const string Headers = "ponos-headers";
    private const string Tid = "tid";

    private readonly ServiceDescription _service;
    private readonly string _version;
    private readonly ComponentNames _channelNames = new();
    private readonly ComponentNames _operationNames = new();
    private readonly ComponentNames _messageNames = new();
    private readonly Dictionary<string, string> _channelOfAddress = new(StringComparer.Ordinal);
    private readonly JsonObject _channels = [];
    private readonly JsonObject _operations = [];
    private readonly JsonObject _messages = [];
    private readonly JsonObject _schemas = [];

    private AsyncApiDocument(ServiceDescription service, string version)
    {
        (_service, _version) = (service, version);
        _ = _messageNames.Take(Headers);
    }

    /// <summary>Writes the document of a service, under a version of its application.</summary>
    public static JsonObject Of(ServiceDescription service, string version) => new AsyncApiDocument(service, version).Write();

    private JsonObject Write()
    {
        foreach (var job in _service.Jobs.OrderBy(job => job.Name, StringComparer.Ordinal).ThenBy(job => job.Kind))
        {
            Add(job);
        }

        _schemas[Headers] = HeaderSchema();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = _service.Name,
                ["version"] = _version,
                ["description"] = $"The jobs of the service '{_service.Name}' on RabbitMQ.",
            },
            ["defaultContentType"] = ContentType,
            ["channels"] = _channels,
            ["operations"] = _operations,
            ["components"] = new JsonObject
            {
                ["messages"] = _messages,
                ["schemas"] = _schemas,
                ["correlationIds"] = new JsonObject
                {
                    [Tid] = new JsonObject
                    {
                        ["description"] = "The transaction id, which follows a job into every job that its handler publishes.",
                        ["location"] = "$message.payload#/tid",
                    },
                },
            },
        };
    }

    private void Add(JobDescription job)
    {
        var message = _messageNames.Take(job.Name);
        _schemas[message] = EmbeddedSchema.Of(job.Schema, $"/components/schemas/{message}");
        _messages[message] = Message(job, message);
        if (job.Queue is { } queue)
        {
            var channel = job.Exchange is { } exchange ? ExchangeChannel(job.Name, exchange, message) : QueueChannel(queue, message);
            AddOperation("receive", job, channel, message, new JsonObject { ["ack"] = true }, new JsonObject
            {
                ["handler"] = job.Handler,
                ["queue"] = job.IsBroadcast ? queue + ".{process}" : queue,
                ["queueType"] = !job.IsBroadcast && job.QueueType == QueueType.Quorum ? "quorum" : "classic",
                ["dead"] = job.DeadQueue,
                ["invalid"] = job.InvalidQueue,
            });
        }

        if (job.SentTo is { } target)
        {
            var channel = job.Kind == JobKind.Task ? QueueChannel(target, message)
                : job.IsPattern ? SentPatternChannel(job.Name, message)
                : ExchangeChannel(job.Name, target, message);
            var binding = new JsonObject { ["deliveryMode"] = 2, ["mandatory"] = job.Kind == JobKind.Task, ["timestamp"] = true };
            AddOperation("send", job, channel, message, binding, details: null);
        }
    }

    private void AddOperation(string action, JobDescription job, string channel, string message, JsonObject binding, JsonObject? details)
    {
        binding["bindingVersion"] = BindingVersion;
        var kind = job.Kind == JobKind.Task ? "task" : "event";
        var operation = new JsonObject
        {
            ["action"] = action,
            ["title"] = job.Name,
            ["summary"] = action == "send" ? $"Publishes the {kind}." : $"Handles the {kind}.",
            ["channel"] = Reference($"#/channels/{channel}"),
            ["messages"] = new JsonArray(Reference($"#/channels/{channel}/messages/{message}")),
            ["bindings"] = new JsonObject { ["amqp"] = binding },
        };
        if (details is not null)
        {
            operation["x-ponos"] = details;
        }

        _operations[_operationNames.Take($"{action}.{message}")] = operation;
    }

    private string QueueChannel(string queue, string message) => Channel("queue " + queue, queue, message, () => new JsonObject
    {
        ["is"] = "queue",
        ["queue"] = new JsonObject { ["name"] = queue, ["durable"] = true, ["exclusive"] = false, ["autoDelete"] = false },
    });

    /// <summary>An event's own fanout exchange; or, for a pattern, the topic exchange that all events come by.</summary>
    private string ExchangeChannel(string name, string exchange, string message) =>
        Channel("exchange " + name, name, message, () => new JsonObject
        {
            ["is"] = "routingKey",
            ["exchange"] = new JsonObject
            {
                ["name"] = exchange,
                ["type"] = exchange == name ? "fanout" : "topic",
                ["durable"] = true,
                ["autoDelete"] = false,
            },
        });

    /// <summary>
    /// Events whose names are known only when they are published: a fanout exchange for each, under an address with parameters.
    /// </summary>
    private string SentPatternChannel(string pattern, string message)
    {
        var parameters = new JsonObject();
        var words = pattern.Split('.').Select(word =>
        {
            if (word is not ("*" or "#"))
            {
                return word;
            }

            var name = parameters.Count == 0 ? "name" : $"name{parameters.Count + 1}";
            parameters[name] = new JsonObject
            {
                ["description"] = word == "*" ? "One word." : "Any number of words with dots between them.",
            };
            return $"{{{name}}}";
        });
        var address = string.Join('.', words);
        var key = Channel("sent " + pattern, address, message, () => new JsonObject
        {
            ["is"] = "routingKey",
            ["exchange"] = new JsonObject { ["name"] = address, ["type"] = "fanout", ["durable"] = true, ["autoDelete"] = false },
        });
        _channels[key]!["parameters"] = parameters;
        return key;
    }

    private string Channel(string identity, string address, string message, Func<JsonObject> binding)
    {
        if (!_channelOfAddress.TryGetValue(identity, out var key))
        {
            _channelOfAddress[identity] = key = _channelNames.Take(address);
            var amqp = binding();
            amqp["bindingVersion"] = BindingVersion;
            _channels[key] = new JsonObject
            {
                ["address"] = address,
                ["messages"] = new JsonObject(),
                ["bindings"] = new JsonObject { ["amqp"] = amqp },
            };
        }

        _channels[key]!["messages"]![message] = Reference($"#/components/messages/{message}");
        return key;
    }

    private static JsonObject Message(JobDescription job, string key)
    {
        var message = new JsonObject
        {
            ["name"] = job.Name,
            ["title"] = job.Name,
            ["contentType"] = ContentType,
            ["headers"] = Reference($"#/components/schemas/{Headers}"),
            ["payload"] = Reference($"#/components/schemas/{key}"),
            ["correlationId"] = Reference($"#/components/correlationIds/{Tid}"),
            ["bindings"] = new JsonObject
            {
                ["amqp"] = new JsonObject { ["messageType"] = job.Name, ["bindingVersion"] = BindingVersion },
            },
            ["x-ponos"] = new JsonObject { ["kind"] = job.Kind == JobKind.Task ? "task" : "event", ["contract"] = job.ContractHash },
        };
        if (JsonNode.Parse(job.Schema) is JsonObject schema && schema["description"] is JsonValue description)
        {
            message["summary"] = description.GetValue<string>();
        }

        return message;
    }

    private static JsonObject HeaderSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "What travels with every job besides its body.",
        ["properties"] = new JsonObject
        {
            ["ponos-contract"] = Text("The short hash of the schema that the publisher enforced."),
            ["publisherWorkerName"] = Text("The handler that published the job, if one did."),
            ["traceparent"] = Text("The trace that the job belongs to (W3C Trace Context)."),
            ["tracestate"] = Text("What tracing systems add to it."),
        },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };
}
