namespace Ponos.Schema.Compilation;

/// <summary>Where in a keyword's value there are subschemas.</summary>
internal enum KeywordShape
{
    /// <summary>There are none.</summary>
    Value,
    Schema,
    SchemaArray,
    SchemaMap,

    /// <summary><c>items</c> of draft 7.</summary>
    SchemaOrArray,

    /// <summary><c>dependencies</c>: a map of schemas and arrays of names.</summary>
    SchemaOrNamesMap,
}
