using System.Globalization;
using Microsoft.CodeAnalysis;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>Reads a member of an enumeration that an attribute names.</summary>
internal static class EnumSetting
{
    /// <summary>The member as code, or <see langword="null"/> when none is written or the number is no member's.</summary>
    public static string? Read(TypedConstant? written, string setting, string owner, Location? location, Findings findings)
    {
        if (written is not { Type: INamedTypeSymbol type, Value: int value })
        {
            return null;
        }

        var members = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToList();
        if (members.Find(field => field.ConstantValue is int constant && constant == value) is { } member)
        {
            return $"{type.ToCode()}.{member.Name}";
        }

        findings.Add(
            DiagnosticRules.SettingOutOfRange,
            location,
            setting,
            owner,
            value.ToString(CultureInfo.InvariantCulture),
            "one of " + string.Join(", ", members.Select(field => field.Name)));
        return null;
    }
}
