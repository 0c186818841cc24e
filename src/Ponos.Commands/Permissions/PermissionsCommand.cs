using System.Text;
using System.Text.Json.Nodes;
using Ponos.Commands.AsyncApi;
using Ponos.Contracts;

namespace Ponos.Commands.Permissions;

/// <summary>Writes the least that a host's services need, in the form that somebody can apply. Connects to nothing.</summary>
internal sealed class PermissionsCommand(IReadOnlyList<ServiceDescription> services, HostCommand command)
{
    private const string RabbitMqCtl = "rabbitmqctl";
    private const string Definitions = "definitions";
    private const string Kubernetes = "kubernetes";

    private readonly string _virtualHost = command.Value(HostCommand.VirtualHost) ?? "/";

    /// <exception cref="ArgumentException">The host has no such service, or there is no such format.</exception>
    public CommandAnswer Run()
    {
        ServiceDescription[] asked = command.Argument is { } name ? [ServiceDocument.Find(services, name)] : [.. services];
        if (asked.Length > 1 && command.Value(HostCommand.User) is { } user)
        {
            throw new ArgumentException(
                $"{asked.Length} services cannot all be the user '{user}' with the least that each needs: "
                + $"name one service ({string.Join(", ", asked.Select(service => service.Name))}).");
        }

        var granted = asked
            .Select(service => (User: command.Value(HostCommand.User) ?? service.Name,
                Permissions: ServicePermissions.Of(service, command.Has(HostCommand.Passive))))
            .ToArray();
        return new CommandAnswer((command.Value(HostCommand.Format) ?? RabbitMqCtl) switch
        {
            RabbitMqCtl => string.Concat(granted.Select(grant => Line(grant.User, grant.Permissions))),
            Definitions => IndentedJson.Write(new JsonObject
            {
                ["permissions"] = new JsonArray([.. granted.Select(grant => (JsonNode)Definition(grant.User, grant.Permissions))]),
            }),
            Kubernetes => string.Join("---\n", granted.Select(grant => Manifest(grant.User, grant.Permissions))),
            var other => throw new ArgumentException($"There is no format '{other}': write {RabbitMqCtl}, {Definitions} or {Kubernetes}."),
        });
    }

    private string Line(string user, ServicePermissions permissions) =>
        $"rabbitmqctl set_permissions -p {Quoted(_virtualHost)} {Quoted(user)} "
        + $"{Quoted(permissions.Configure)} {Quoted(permissions.Write)} {Quoted(permissions.Read)}\n";

    private JsonObject Definition(string user, ServicePermissions permissions) => new()
    {
        ["user"] = user,
        ["vhost"] = _virtualHost,
        ["configure"] = permissions.Configure,
        ["write"] = permissions.Write,
        ["read"] = permissions.Read,
    };

    /// <summary>
    /// For the messaging topology operator. The cluster's name is the reader's to fill in; <c>rabbitmq</c>
    /// is the operator's own example.
    /// </summary>
    private string Manifest(string user, ServicePermissions permissions) =>
        $"""
        apiVersion: rabbitmq.com/v1beta1
        kind: Permission
        metadata:
          name: {ResourceName(user)}
        spec:
          vhost: {Scalar(_virtualHost)}
          user: {Scalar(user)}
          permissions:
            configure: {Scalar(permissions.Configure)}
            write: {Scalar(permissions.Write)}
            read: {Scalar(permissions.Read)}
          rabbitmqClusterReference:
            name: rabbitmq

        """.ReplaceLineEndings("\n");

    private static string Quoted(string text) => "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    /// <summary>A single-quoted scalar of YAML takes everything as it is, but for its own quote.</summary>
    private static string Scalar(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>Kubernetes wants lower-case letters, digits, '-' and '.', with a letter or digit at both ends.</summary>
    private static string ResourceName(string user)
    {
        var name = new StringBuilder(user.Length);
        foreach (var letter in user)
        {
            var lower = char.ToLowerInvariant(letter);
            name.Append(char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower) || lower is '.' or '-' ? lower : '-');
        }

        return name.ToString().Trim('-', '.') is { Length: > 0 } usable ? usable : "service";
    }
}
