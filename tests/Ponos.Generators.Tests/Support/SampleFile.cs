using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ponos.Generators.Tests.Support;

internal sealed class SampleFile(string path, string text) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
