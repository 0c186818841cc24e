using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Ponos.Generators.Models;

namespace Ponos.Generators.Reading;

/// <summary>Reads which jobs a mention of a publisher's method publishes.</summary>
internal static class PublishReader
{
    private const string ByType = "PublishAsync";
    private const string ManyByType = "PublishManyAsync";
    private const string TaskByName = "PublishTaskAsync";
    private const string EventByName = "PublishEventAsync";

    // A method that is passed on as a delegate publishes, too: names are looked at, not calls.
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellationToken) =>
        node is SimpleNameSyntax { Identifier.ValueText: ByType or ManyByType or TaskByName or EventByName };

    public static EquatableArray<PublishModel> Read(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.SemanticModel.GetSymbolInfo(context.Node, cancellationToken).Symbol is not IMethodSymbol method)
        {
            return IsDynamic(context, cancellationToken) ? new EquatableArray<PublishModel>([PublishModel.Unknown]) : default;
        }

        if (!IsPublisher(method.ContainingType))
        {
            return default;
        }

        IEnumerable<PublishModel> published = method.Name switch
        {
            ByType or ManyByType when method.TypeArguments.Length == 1 => OfType(method.TypeArguments[0]),
            TaskByName => [OfName("Task", context, cancellationToken)],
            EventByName => [OfName("Event", context, cancellationToken)],
            _ => [PublishModel.Unknown],
        };
        return new EquatableArray<PublishModel>([.. published]);
    }

    private static bool IsPublisher(ITypeSymbol type) =>
        type.IsPonos("IPublisher") || type.IsPonos("PublisherExtensions") || type.AllInterfaces.Any(one => one.IsPonos("IPublisher"));

    /// <summary>Whether a publisher's method is chosen at run time, by a job that is <c>dynamic</c>.</summary>
    private static bool IsDynamic(GeneratorSyntaxContext context, CancellationToken cancellationToken) =>
        CallOf(context.Node) is { } call
        && context.SemanticModel.GetOperation(call, cancellationToken)
            is IDynamicInvocationOperation { Operation: IDynamicMemberReferenceOperation { Instance.Type: { } type } }
        && IsPublisher(type);

    /// <summary>A static type with a contract decides; one without leaves it to the job's own type.</summary>
    private static IEnumerable<PublishModel> OfType(ITypeSymbol type)
    {
        var declared = type.JobAttributes()
            .Select(
                attribute => attribute.Argument()?.Value is string name ? new PublishModel(attribute.Kind(), name) : PublishModel.Unknown)
            .ToList();
        return declared.Count == 0 ? [PublishModel.Unknown] : declared;
    }

    private static PublishModel OfName(string kind, GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        if (CallOf(context.Node) is { } syntax
            && context.SemanticModel.GetOperation(syntax, cancellationToken) is IInvocationOperation call
            && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String) is { } name
            && name.Value.ConstantValue is { HasValue: true, Value: string text })
        {
            return new PublishModel(kind, text);
        }

        return PublishModel.Unknown;
    }

    /// <summary>The call of the method that is named here, or <see langword="null"/> where it is not called.</summary>
    private static InvocationExpressionSyntax? CallOf(SyntaxNode name) =>
        (name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax
            ? name.Parent
            : name).Parent as InvocationExpressionSyntax;
}
