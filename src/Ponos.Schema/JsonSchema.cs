using System.Text;
using Ponos.Schema.Compilation;
using Ponos.Schema.OnePass;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema;

/// <summary>
/// A compiled JSON Schema, of draft 2020-12 or 7. It is immutable and may be used by any number of threads at once.
/// </summary>
/// <remarks>
/// <para>Compile once and keep it: compiling is as costly as many thousand validations. A schema of types, bounds, named properties
/// and items is judged while a document is read. Any other, and any document in doubt, is read into an index in rented memory
/// first (16 bytes for each value or name). No memory is allocated while documents are valid.</para>
/// <para>The cost of a run is bounded by the number of uses of subschemas in the schema × the number of values in the document,
/// whatever the schema: a run that repeats itself, as recursion through alternatives does, remembers its verdicts.</para>
/// </remarks>
public sealed class JsonSchema
{
    private readonly SchemaNode _root;
    private readonly OnePassSchema? _onePass;
    private readonly JsonText _source;
    private readonly JsonSchemaOptions _options;

    private JsonSchema(SchemaNode root, JsonText source, JsonSchemaOptions options)
    {
        _root = root;
        _onePass = OnePassSchema.Of(root);
        _source = source;
        _options = options;
    }

    /// <summary>The schema as it was given, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Source => _source.Bytes;

    /// <summary>Compiles a schema with default options.</summary>
    /// <param name="schema">The schema, as JSON in UTF-8.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="JsonSchemaException">
    /// The schema is not JSON, is not valid against its meta-schema, or refers to what is not known.
    /// </exception>
    public static JsonSchema Compile(ReadOnlySpan<byte> schema) => Compile(schema, null);

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema, as JSON in UTF-8.</param>
    /// <param name="options">How to compile and run it; <see langword="null"/> for the defaults.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="JsonSchemaException">
    /// The schema is not JSON, is not valid against its meta-schema, or refers to what is not known.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its bounds.</exception>
    public static JsonSchema Compile(ReadOnlySpan<byte> schema, JsonSchemaOptions? options)
    {
        options ??= JsonSchemaOptions.Default;
        options.Check();
        var source = JsonText.Parse(schema, string.Empty);
        return new JsonSchema(SchemaCompilation.Compile(source, options), source, options);
    }

    /// <summary>Compiles a schema with default options.</summary>
    /// <param name="schema">The schema, as JSON.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonSchemaException">
    /// The schema is not JSON, is not valid against its meta-schema, or refers to what is not known.
    /// </exception>
    public static JsonSchema Compile(string schema) => Compile(schema, null);

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema, as JSON.</param>
    /// <param name="options">How to compile and run it; <see langword="null"/> for the defaults.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonSchemaException">
    /// The schema is not JSON, is not valid against its meta-schema, or refers to what is not known.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its bounds.</exception>
    public static JsonSchema Compile(string schema, JsonSchemaOptions? options)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Compile(JsonText.Encode(schema, string.Empty), options);
    }

    /// <summary>Whether a document is valid. Stops at the first violation, and allocates nothing for a valid document.</summary>
    /// <param name="json">The document, in UTF-8 without byte order mark.</param>
    /// <returns><see langword="false"/> also for a text that is not JSON. No document makes it throw.</returns>
    public bool IsValid(ReadOnlySpan<byte> json) => IsSurelyValid(json) || IsValidInTwoPasses(json);

    /// <summary>The verdict of one pass over the text: no answer but "yes" is final.</summary>
    internal bool IsSurelyValid(ReadOnlySpan<byte> json) =>
        _onePass is not null && OnePassReader.IsSurelyValid(json, _onePass, _options.MaxDepth);

    /// <summary>The verdict for any schema and document: an index of the text first, then the schema.</summary>
    internal bool IsValidInTwoPasses(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json, _options.MaxDepth);
        try
        {
            if (scanner.Scan(!_options.AllowDuplicateKeys) != JsonDefect.None)
            {
                return false;
            }

            var run = new Evaluation(scanner.View);
            try
            {
                return run.Judge(_root);
            }
            finally
            {
                run.Dispose();
            }
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>The verdict on a document with all that it breaks. A valid one costs no more than <see cref="IsValid"/>.</summary>
    /// <param name="json">The document, in UTF-8 without byte order mark.</param>
    /// <returns>The verdict. A text that is not JSON has one violation with a keyword of its own. No document makes it throw.</returns>
    public ValidationResult Validate(ReadOnlySpan<byte> json)
    {
        if (IsSurelyValid(json))
        {
            return ValidationResult.Valid;
        }

        var scanner = new JsonScanner(json, _options.MaxDepth);
        try
        {
            var defect = scanner.Scan(!_options.AllowDuplicateKeys);
            if (defect != JsonDefect.None)
            {
                return new ValidationResult(
                    [DefectReport.Of(defect, scanner.View, scanner.DefectAt, scanner.DefectOffset, _options.MaxDepth)]);
            }

            var run = new Evaluation(scanner.View);
            try
            {
                if (run.Judge(_root))
                {
                    return ValidationResult.Valid;
                }

                // What exhausted its time once is not tried a second time.
                if (run.LastWord is not null)
                {
                    return new ValidationResult(SchemaReport.Of(run.LastWord, scanner.View, _options));
                }
            }
            finally
            {
                run.Dispose();
            }

            return new ValidationResult(SchemaReport.Collect(_root, scanner.View, _options));
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>The schema's text.</summary>
    /// <returns><see cref="Source"/> as a string.</returns>
    public override string ToString() => Encoding.UTF8.GetString(Source.Span);
}
