using Ponos.Schema.MetaSchemas;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>The schema resources that references may name: of the schema itself, of registered documents, and the meta-schemas.</summary>
internal sealed class SchemaRegistry
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<(JsonText Text, int Index), SchemaPlace> _places = [];
    private readonly Dictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly JsonSchemaOptions _options;
    private readonly bool _checksDocuments;

    /// <param name="options">Options, with further documents.</param>
    /// <param name="checksDocuments">Whether documents are checked against their meta-schemas. The meta-schemas themselves are not.</param>
    public SchemaRegistry(JsonSchemaOptions options, bool checksDocuments)
    {
        _options = options;
        _checksDocuments = checksDocuments;
        foreach (var (uri, text) in options.Documents)
        {
            _documents[UriReference.Resolve(string.Empty, uri.OriginalString)] = text;
        }
    }

    public IEnumerable<SchemaPlace> PlacesIn(JsonText text) => _places.Values.Where(place => place.Text == text);

    /// <summary>Adds a document and everything in it that has a name.</summary>
    public SchemaPlace Add(JsonText text, string uri)
    {
        var dialect = DialectOf(text, 0, _options.DefaultDialect == JsonSchemaDialect.Draft7 ? Dialect.Draft7 : Dialect.Draft202012, uri);
        var id = IdOf(text, 0, dialect);
        var resource = new SchemaResource(id is null ? uri : UriReference.Resolve(uri, id), text, 0, dialect);
        _resources[uri] = resource;
        _resources[resource.Uri] = resource;
        Discover(resource, 0);
        if (_checksDocuments)
        {
            MetaSchemaCheck.Run(this, resource, PlacesIn(text));
        }

        return _places[(text, 0)];
    }

    /// <summary>The place of a subschema that stands in another's value.</summary>
    public SchemaPlace PlaceOf(SchemaPlace parent, int index)
    {
        if (!_places.TryGetValue((parent.Text, index), out var place))
        {
            Discover(parent.Resource, index);
            place = _places[(parent.Text, index)];
        }

        return place;
    }

    /// <summary>What a reference means, and the plain name it ends in, if it does.</summary>
    /// <exception cref="JsonSchemaException">Nothing known has that name.</exception>
    public (SchemaPlace Place, string? Anchor) Resolve(SchemaPlace from, string keyword, string reference)
    {
        var uri = UriReference.Resolve(from.Resource.Uri, reference);
        var resource = FindResource(uri) ?? throw from.Error(
            keyword,
            $"the reference \"{reference}\" leads to {uri}, which is not known; give the document "
                + $"to {nameof(JsonSchemaOptions)}.{nameof(JsonSchemaOptions.Documents)}, since nothing is fetched over a network");
        var fragment = Uri.UnescapeDataString(UriReference.Parse(reference).Fragment ?? string.Empty);
        if (fragment.Length == 0)
        {
            return (_places[(resource.Text, resource.Root)], null);
        }

        if (fragment[0] == '/')
        {
            return (Walk(resource, fragment) ?? throw from.Error(
                keyword,
                $"the reference \"{reference}\" leads to nothing: {uri}#{fragment} does not exist; {RemedyOf(resource, fragment)}"), null);
        }

        return resource.Anchors.TryGetValue(fragment, out var place)
            ? (place, fragment)
            : throw from.Error(
                keyword,
                $"the reference \"{reference}\" names the anchor \"{fragment}\", "
                    + $"which {(uri.Length == 0 ? "the schema" : uri)} does not have; add the anchor or correct the name");
    }

    public SchemaResource? FindResource(string uri)
    {
        if (_resources.TryGetValue(uri, out var resource))
        {
            return resource;
        }

        if (_documents.TryGetValue(uri, out var text))
        {
            Add(JsonText.Parse(JsonText.Encode(text, uri), uri), uri);
        }
        else if (KnownMetaSchemas.TryFind(uri, out var metaSchema))
        {
            Add(metaSchema, uri);
        }

        return _resources.GetValueOrDefault(uri);
    }

    private string RemedyOf(SchemaResource resource, string fragment)
    {
        var root = _places[(resource.Text, 0)].Resource;
        return resource != root && Walk(root, fragment) is not null
            ? $"the \"$id\" at {JsonPointer.To(resource.Text.View, resource.Root)} makes a schema of its own there, "
                + "in which the pointer begins; leave the $id out, or write the root's URI before the '#'"
            : "correct the pointer or add the schema there";
    }

    private SchemaPlace? Walk(SchemaResource resource, string pointer)
    {
        var at = resource.Root;
        foreach (var segment in pointer[1..].Split('/'))
        {
            at = JsonPointer.Step(resource.Text, at, segment);
            if (at < 0)
            {
                return null;
            }

            resource = _places.TryGetValue((resource.Text, at), out var passed) ? passed.Resource : resource;
        }

        return PlaceOf(new SchemaPlace(resource, at), at);
    }

    /// <summary>Notes a subschema, the names it has, and the subschemas in its keywords.</summary>
    private void Discover(SchemaResource resource, int at)
    {
        var text = resource.Text;
        if (at != resource.Root && IdOf(text, at, DialectOf(text, at, resource.Dialect, resource.Uri)) is { } id)
        {
            if (!resource.Dialect.IsDraft7 && UriReference.Parse(id).Fragment is { Length: > 0 })
            {
                throw new SchemaPlace(resource, at).Error("$id", $"\"{id}\" has a fragment; {Remedies.OfId}");
            }

            var uri = UriReference.Resolve(resource.Uri, id);
            resource = new SchemaResource(uri, text, at, DialectOf(text, at, resource.Dialect, uri));
            if (!_resources.TryAdd(uri, resource) && _resources[uri].Text == text)
            {
                throw new SchemaPlace(resource, at)
                    .Error("$id", $"the URI {uri} is the name of another subschema as well; give each its own");
            }
        }

        var place = new SchemaPlace(resource, at);
        _places[(text, at)] = place;
        if (text.TypeOf(at) != JsonTypes.Object)
        {
            return;
        }

        NoteAnchors(place);
        foreach (var (name, value) in text.Properties(at))
        {
            if (resource.Dialect.Find(name) is { } keyword)
            {
                foreach (var child in KeywordShapes.Subschemas(text, value, keyword.Shape))
                {
                    Discover(resource, child);
                }
            }
        }
    }

    private static void NoteAnchors(SchemaPlace place)
    {
        var resource = place.Resource;
        if (resource.Dialect.IsDraft7)
        {
            if (place.Text.StringAt(place.Find("$id")) is { } id
                && place.Find("$ref") < 0
                && UriReference.Parse(id).Fragment is { Length: > 0 } fragment)
            {
                Note(resource.Anchors, fragment, "$id");
            }

            return;
        }

        if (place.Text.StringAt(place.Find("$anchor")) is { } anchor)
        {
            Note(resource.Anchors, anchor, "$anchor");
        }

        if (place.Text.StringAt(place.Find("$dynamicAnchor")) is { } dynamicAnchor)
        {
            Note(resource.Anchors, dynamicAnchor, "$dynamicAnchor");
            Note(resource.DynamicAnchors, dynamicAnchor, "$dynamicAnchor");
        }

        void Note(Dictionary<string, SchemaPlace> anchors, string name, string keyword)
        {
            if (!anchors.TryAdd(name, place) && anchors[name].Index != place.Index)
            {
                throw place.Error(keyword, $"the anchor \"{name}\" is the name of another subschema as well; give each its own");
            }
        }
    }

    /// <summary>The URI reference that makes a subschema a resource of its own, or <see langword="null"/>.</summary>
    private static string? IdOf(JsonText text, int at, Dialect dialect)
    {
        if (text.StringAt(text.Find(at, "$id")) is not { } id || (dialect.ReferenceStandsAlone && text.Find(at, "$ref") >= 0))
        {
            return null;
        }

        // In draft 7 an $id of a fragment alone is an anchor.
        return dialect.IsDraft7 && id.StartsWith('#') && id.Length > 1 ? null : id;
    }

    private Dialect DialectOf(JsonText text, int at, Dialect inherited, string uri)
    {
        if (text.StringAt(text.Find(at, "$schema")) is not { } schema)
        {
            return inherited;
        }

        var metaSchema = UriReference.Resolve(uri, schema);
        if (metaSchema == uri && !KnownMetaSchemas.IsKnown(uri))
        {
            // A meta-schema that describes itself.
            return new Dialect(uri, false, Vocabularies.Standard);
        }

        return metaSchema switch
        {
            Dialect.Draft7Uri => Dialect.Draft7,
            Dialect.Draft202012Uri => Dialect.Draft202012,
            var custom => CustomDialect.Find(this, custom) ?? throw new JsonSchemaException(
                $"{uri}#/$schema",
                $"the dialect \"{schema}\" is not known; use {Dialect.Draft202012Uri} or {Dialect.Draft7Uri}#, "
                    + $"or give its meta-schema to {nameof(JsonSchemaOptions)}.{nameof(JsonSchemaOptions.Documents)}"),
        };
    }
}
