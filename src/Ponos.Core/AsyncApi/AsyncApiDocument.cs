using System.Text.Json.Nodes;
using Ponos.Contracts;
using Ponos.Topology;

namespace Ponos.AsyncApi;

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
    private readonly ComponentNames _channelNames = new();
    private readonly ComponentNames _operationNames = new();
    private readonly ComponentNames _messageNames = new();
    private readonly Dictionary<string, string> _channelOfAddress = new(StringComparer.Ordinal);
    private readonly JsonObject _channels = [];
    private readonly JsonObject _operations = [];
    private readonly JsonObject _messages = [];
    private readonly JsonObject _schemas = [];

    private AsyncApiDocument(ServiceDescription service)
    {
        _service = service;
        _ = _messageNames.Take(Headers);
    }

    /// <summary>Writes the document of a service.</summary>
    public static JsonObject Of(ServiceDescription service) => new AsyncApiDocument(service).Write();

    private JsonObject Write()
    {
        foreach (var job in _service.Jobs.OrderBy(job => job.Contract.Name, StringComparer.Ordinal).ThenBy(job => job.Contract.Kind))
        {
            Add(job);
        }

        _schemas[Headers] = HeaderSchema();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = _service.Service,
                ["version"] = _service.Version,
                ["description"] = $"The jobs of the service '{_service.Service}' on RabbitMQ.",
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

    private void Add(DescribedJob job)
    {
        var message = _messageNames.Take(job.Contract.Name);
        _schemas[message] = EmbeddedSchema.Of(job.Contract.SchemaText, $"/components/schemas/{message}");
        _messages[message] = Message(job.Contract, message);
        if (job.Roles.HasFlag(ContractRoles.Receives))
        {
            var queue = QueueNames.Jobs(_service.Service, job.Contract.Name);
            var channel = job.Contract.Kind == JobKind.Task ? QueueChannel(queue, message) : ExchangeChannel(job.Contract.Name, message);
            AddOperation("receive", job, channel, message, new JsonObject { ["ack"] = true }, new JsonObject
            {
                ["handler"] = job.Handler,
                ["queue"] = job.IsBroadcast ? queue + ".{process}" : queue,
                ["queueType"] = job.IsBroadcast ? "classic" : job.QueueType == QueueType.Quorum ? "quorum" : "classic",
                ["dead"] = QueueNames.Dead(queue),
                ["invalid"] = QueueNames.Invalid(queue),
            });
        }

        if (job.Roles.HasFlag(ContractRoles.Sends))
        {
            var channel = job.Contract.Kind == JobKind.Task
                ? QueueChannel(QueueNames.Jobs(job.Contract.Service ?? _service.Service, job.Contract.Name), message)
                : JobName.IsPattern(job.Contract.Name) ? SentPatternChannel(job.Contract.Name, message) : ExchangeChannel(job.Contract.Name, message);
            var binding = new JsonObject { ["deliveryMode"] = 2, ["mandatory"] = job.Contract.Kind == JobKind.Task, ["timestamp"] = true };
            AddOperation("send", job, channel, message, binding, details: null);
        }
    }

    private void AddOperation(string action, DescribedJob job, string channel, string message, JsonObject binding, JsonObject? details)
    {
        binding["bindingVersion"] = BindingVersion;
        var kind = job.Contract.Kind == JobKind.Task ? "task" : "event";
        var operation = new JsonObject
        {
            ["action"] = action,
            ["title"] = job.Contract.Name,
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
    private string ExchangeChannel(string name, string message)
    {
        var isPattern = JobName.IsPattern(name);
        return Channel("exchange " + name, name, message, () => new JsonObject
        {
            ["is"] = "routingKey",
            ["exchange"] = new JsonObject
            {
                ["name"] = isPattern ? QueueNames.PatternExchange : name,
                ["type"] = isPattern ? "topic" : "fanout",
                ["durable"] = true,
                ["autoDelete"] = false,
            },
        });
    }

    /// <summary>Events whose names are known only when they are published: a fanout exchange for each, under an address with parameters.</summary>
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
            parameters[name] = new JsonObject { ["description"] = word == "*" ? "One word." : "Any number of words with dots between them." };
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

    private static JsonObject Message(Contract contract, string key)
    {
        var message = new JsonObject
        {
            ["name"] = contract.Name,
            ["title"] = contract.Name,
            ["contentType"] = ContentType,
            ["headers"] = Reference($"#/components/schemas/{Headers}"),
            ["payload"] = Reference($"#/components/schemas/{key}"),
            ["correlationId"] = Reference($"#/components/correlationIds/{Tid}"),
            ["bindings"] = new JsonObject
            {
                ["amqp"] = new JsonObject { ["messageType"] = contract.Name, ["bindingVersion"] = BindingVersion },
            },
            ["x-ponos"] = new JsonObject { ["kind"] = contract.Kind == JobKind.Task ? "task" : "event", ["contract"] = contract.Hash },
        };
        if (JsonNode.Parse(contract.SchemaText) is JsonObject schema && schema["description"] is JsonValue description)
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
            [JobHeaders.Contract] = Text("The short hash of the schema that the publisher enforced."),
            [JobHeaders.PublisherWorkerName] = Text("The handler that published the job, if one did."),
            [JobHeaders.TraceParent] = Text("The trace that the job belongs to (W3C Trace Context)."),
            [JobHeaders.TraceState] = Text("What tracing systems add to it."),
        },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };
}
