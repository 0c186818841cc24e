namespace Ponos.Contracts.Generation;

/// <summary>What a contract makes of an attribute of <c>System.ComponentModel.DataAnnotations</c>.</summary>
internal enum AnnotationTreatment
{
    /// <summary>Its demand stands in the schema; where no schema can say it of such a value, the service does not start.</summary>
    Enforced,

    /// <summary>It demands something that no schema says: the compiler warns that it is not enforced (PONOS030).</summary>
    NotEnforced,

    /// <summary>It demands nothing of a value, in .NET neither.</summary>
    NoDemand,
}

/// <summary>Every attribute of .NET that annotates data, with what becomes of it. The generator compiles this file too.</summary>
internal static class AnnotationTable
{
    private const string Room = "System.ComponentModel.DataAnnotations.";

    private static readonly Dictionary<string, AnnotationTreatment> Treatments = new()
    {
        ["AllowedValuesAttribute"] = AnnotationTreatment.Enforced,
        ["Base64StringAttribute"] = AnnotationTreatment.Enforced,
        ["DeniedValuesAttribute"] = AnnotationTreatment.Enforced,
        ["EmailAddressAttribute"] = AnnotationTreatment.Enforced,
        ["EnumDataTypeAttribute"] = AnnotationTreatment.Enforced,
        ["FileExtensionsAttribute"] = AnnotationTreatment.Enforced,
        ["LengthAttribute"] = AnnotationTreatment.Enforced,
        ["MaxLengthAttribute"] = AnnotationTreatment.Enforced,
        ["MinLengthAttribute"] = AnnotationTreatment.Enforced,
        ["PhoneAttribute"] = AnnotationTreatment.Enforced,
        ["RangeAttribute"] = AnnotationTreatment.Enforced,
        ["RegularExpressionAttribute"] = AnnotationTreatment.Enforced,
        ["RequiredAttribute"] = AnnotationTreatment.Enforced,
        ["StringLengthAttribute"] = AnnotationTreatment.Enforced,
        ["UrlAttribute"] = AnnotationTreatment.Enforced,
        ["CompareAttribute"] = AnnotationTreatment.NotEnforced,
        ["CreditCardAttribute"] = AnnotationTreatment.NotEnforced,
        ["CustomValidationAttribute"] = AnnotationTreatment.NotEnforced,
        ["MetadataTypeAttribute"] = AnnotationTreatment.NotEnforced,
        ["ValidationAttribute"] = AnnotationTreatment.NotEnforced,
        ["AssociationAttribute"] = AnnotationTreatment.NoDemand,
        ["ConcurrencyCheckAttribute"] = AnnotationTreatment.NoDemand,
        ["DataTypeAttribute"] = AnnotationTreatment.NoDemand,
        ["DisplayAttribute"] = AnnotationTreatment.NoDemand,
        ["DisplayColumnAttribute"] = AnnotationTreatment.NoDemand,
        ["DisplayFormatAttribute"] = AnnotationTreatment.NoDemand,
        ["EditableAttribute"] = AnnotationTreatment.NoDemand,
        ["FilterUIHintAttribute"] = AnnotationTreatment.NoDemand,
        ["KeyAttribute"] = AnnotationTreatment.NoDemand,
        ["ScaffoldColumnAttribute"] = AnnotationTreatment.NoDemand,
        ["TimestampAttribute"] = AnnotationTreatment.NoDemand,
        ["UIHintAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.ColumnAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.ComplexTypeAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.DatabaseGeneratedAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.ForeignKeyAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.InversePropertyAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.NotMappedAttribute"] = AnnotationTreatment.NoDemand,
        ["Schema.TableAttribute"] = AnnotationTreatment.NoDemand,
    };

    /// <summary>What becomes of an attribute, or <see langword="null"/> where it is none of .NET's that annotate data.</summary>
    /// <param name="attribute">Its full name.</param>
    public static AnnotationTreatment? Find(string attribute) =>
        attribute.StartsWith(Room, StringComparison.Ordinal) && Treatments.TryGetValue(attribute.Substring(Room.Length), out var treatment)
            ? treatment
            : null;
}
