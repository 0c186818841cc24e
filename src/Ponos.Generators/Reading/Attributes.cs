using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ponos.Generators.Reading;

/// <summary>What is read of attributes: whether they are there, what was written in them and where.</summary>
internal static class Attributes
{
    public const string Task = "TaskAttribute";
    public const string Event = "EventAttribute";
    public const string OnDead = "OnDeadAttribute";

    public const string Every = "EveryAttribute";
    public const string Cron = "CronAttribute";
    public const string Khronos = "Khronos";

    private const string Json = "System.Text.Json.Serialization";

    public static AttributeData? Find(this ISymbol symbol, string @namespace, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(@namespace, name));

    public static AttributeData? FindPonos(this ISymbol symbol, string name) => symbol.Find("Ponos", name);

    public static AttributeData? FindJson(this ISymbol symbol, string name) => symbol.Find(Json, name);

    /// <summary>The attributes that name a job: none, one, or both.</summary>
    public static IEnumerable<AttributeData> JobAttributes(this ISymbol symbol) =>
        symbol.GetAttributes().Where(attribute =>
            attribute.AttributeClass.IsPonos(Task) || attribute.AttributeClass.IsPonos(Event));

    /// <summary>The attributes that run a handler by a schedule of its own: none, one, or both.</summary>
    public static IEnumerable<AttributeData> ScheduleAttributes(this ISymbol symbol) => symbol.GetAttributes().Where(IsSchedule);

    /// <summary>Whether it is <c>[Every]</c> or <c>[Cron]</c> of Khronos.Client.</summary>
    public static bool IsSchedule(this AttributeData attribute) => attribute.IsEvery() || attribute.AttributeClass.Is(Khronos, Cron);

    public static bool IsEvery(this AttributeData attribute) => attribute.AttributeClass.Is(Khronos, Every);

    /// <summary>The member of <c>JobKind</c> that <c>[Task]</c> or <c>[Event]</c> stands for.</summary>
    public static string Kind(this AttributeData attribute) => attribute.AttributeClass.IsPonos(Task) ? "Task" : "Event";

    /// <summary>Whether it is <c>[OnDead]</c>, which stands for a job of either kind.</summary>
    public static bool IsOnDead(this AttributeData attribute) => attribute.AttributeClass.IsPonos(OnDead);

    /// <summary>The <c>[Filter]</c> that it is or derives from, or <see langword="null"/>.</summary>
    public static INamedTypeSymbol? FilterAttribute(this AttributeData attribute) =>
        attribute.AttributeClass?.WithBases().FirstOrDefault(type => type.IsPonos("FilterAttribute`1"));

    /// <summary>The only argument of the constructor, or <see langword="null"/> when it is missing, which the compiler reports.</summary>
    public static TypedConstant? Argument(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Kind != TypedConstantKind.Error
            ? attribute.ConstructorArguments[0]
            : null;

    /// <summary>The property as it was written, or <see langword="null"/> when it was not.</summary>
    public static TypedConstant? Named(this AttributeData attribute, string property)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == property && argument.Value.Kind != TypedConstantKind.Error)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>Where the attribute is written; with a property, where that property is; without, the constructor's argument.</summary>
    public static Location? Locate(this AttributeData? attribute, string? property = null)
    {
        var syntax = attribute?.ApplicationSyntaxReference?.GetSyntax();
        var written = (syntax as AttributeSyntax)?.ArgumentList?.Arguments
            .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property);
        return (written ?? syntax)?.GetLocation();
    }
}
