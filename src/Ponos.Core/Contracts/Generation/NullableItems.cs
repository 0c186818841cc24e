using System.Reflection;

namespace Ponos.Contracts.Generation;

/// <summary>
/// Whether null may stand inside a collection, from what the compiler wrote at the member: <c>List&lt;string?&gt;</c> or
/// <c>List&lt;string&gt;</c>. Where that is not known (no nullable context, a trimmed application), it may.
/// </summary>
internal sealed class NullableItems
{
    private readonly NullabilityInfoContext _context = new();

    public NullabilityInfo? Of(ICustomAttributeProvider? member)
    {
        try
        {
            return member switch
            {
                PropertyInfo property => _context.Create(property),
                FieldInfo field => _context.Create(field),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // A trimmed application keeps no such annotations unless it asks for them (NullabilityInfoContextSupport).
        }
    }

    /// <summary>The nullability of a collection's items.</summary>
    public static NullabilityInfo? Inside(NullabilityInfo? collection, Type item) =>
        collection?.ElementType ?? collection?.GenericTypeArguments.LastOrDefault(argument => argument.Type == item);

    /// <summary>Whether an item of this type may be null.</summary>
    public static bool MayBeNull(NullabilityInfo? item, Type type) =>
        type.IsValueType ? Nullable.GetUnderlyingType(type) is not null : item?.ReadState != NullabilityState.NotNull;
}
