using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Schema;
using Ponos.Contracts;
using Ponos.Schema;
using JsonSchema = Ponos.Schema.JsonSchema;

namespace Ponos.Newtonsoft.Validation;

/// <summary>One contract under Newtonsoft.Json.Schema.</summary>
internal sealed class NewtonsoftValidator(JsonSchema json, JSchema schema, TimeSpan regexMatchTimeout) : IContractValidator
{
    private const int MaxViolations = 100;

    public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job)
    {
        var defects = json.Validate(job).Violations;
        return defects.Count > 0
            ? [.. defects.Select(defect => new ContractViolation(defect.InstanceLocation, defect.Keyword, defect.Message))]
            : Check(Encoding.UTF8.GetString(job), schema);
    }

    public bool IsAvailable()
    {
        try
        {
            _ = Check("{}", new JSchema());
            return true;
        }
        catch (ContractCheckUnavailableException)
        {
            return false;
        }
    }

    private List<ContractViolation> Check(string job, JSchema against)
    {
        var violations = new List<ContractViolation>();
        using var text = new JsonTextReader(new StringReader(job))
        {
            DateParseHandling = DateParseHandling.None,
            MaxDepth = NewtonsoftOptions.MaxDepth,
        };
        using var reader = new JSchemaValidatingReader(text)
        {
            Schema = against,
            RegexMatchTimeout = regexMatchTimeout,
            FormatHandling = FormatHandling.Assertion,
        };
        reader.ValidationEventHandler += (_, broken) => ViolationText.Add(violations, broken.ValidationError, MaxViolations);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (Exception exception) when (QuotaFailure.Is(exception))
        {
            throw new ContractCheckUnavailableException(exception.Message, exception);
        }
        catch (JSchemaException exception) when (exception.InnerException is RegexMatchTimeoutException)
        {
            violations.Add(new ContractViolation(
                Pointer.Of(text.Path), "pattern", $"must be matched by its pattern within {regexMatchTimeout.TotalMilliseconds} ms"));
        }
        catch (Exception exception)
        {
            // It has no verdict on this job and would have none the next time: the invalid queue keeps the job and the reason.
            violations.Add(new ContractViolation(
                Pointer.Of(text.Path), "json", $"must be what Newtonsoft.Json.Schema can read ({exception.GetType().Name})"));
        }

        return violations;
    }
}
