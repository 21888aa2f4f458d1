//! The hosts of AWS (AWS General Reference, "Service endpoints and quotas").

use std::collections::HashMap;

/// A host.
#[derive(Debug)]
pub(crate) enum Host {
    /// DynamoDB.
    DynamoDb,
    /// Cognito user pools, and their published keys.
    Cognito,
    /// SES.
    Mail,
    /// An S3 bucket, which has its own host name.
    Bucket(String),
    /// Step Functions.
    StepFunctions,
    /// Step Functions, for synchronous executions.
    SyncStepFunctions,
}

/// Endpoints that replace AWS's own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Endpoints {
    /// For all services.
    pub url: Option<String>,
    /// For single services, by variables such as `AWS_ENDPOINT_URL_DYNAMODB`.
    pub by_service: HashMap<String, String>,
}

impl Host {
    /// Its URL in this region and partition, or the endpoint that replaces it.
    pub(crate) fn url(&self, region: &str, url_suffix: &str, endpoints: &Endpoints) -> String {
        let (service, name) = self.names();
        let elsewhere = endpoints.by_service.get(&format!("AWS_ENDPOINT_URL_{service}")).or(endpoints.url.as_ref());
        elsewhere.cloned().unwrap_or_else(|| format!("https://{name}.{region}.{url_suffix}"))
    }

    /// The service's name in environment variables, and the start of the host name.
    fn names(&self) -> (&'static str, String) {
        match self {
            Self::DynamoDb => ("DYNAMODB", "dynamodb".to_owned()),
            Self::Cognito => ("COGNITO_IDENTITY_PROVIDER", "cognito-idp".to_owned()),
            Self::Mail => ("SESV2", "email".to_owned()),
            Self::Bucket(bucket) => ("S3", format!("{bucket}.s3")),
            Self::StepFunctions => ("SFN", "states".to_owned()),
            Self::SyncStepFunctions => ("SFN", "sync-states".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_aws_host_has_its_name() {
        let url = |host: Host| host.url("eu-west-1", "amazonaws.com", &Endpoints::default());
        assert_eq!(url(Host::DynamoDb), "https://dynamodb.eu-west-1.amazonaws.com");
        assert_eq!(url(Host::Bucket("files".into())), "https://files.s3.eu-west-1.amazonaws.com");
        assert_eq!(url(Host::SyncStepFunctions), "https://sync-states.eu-west-1.amazonaws.com");
    }

    #[test]
    fn partition_has_its_suffix() {
        let url = Host::DynamoDb.url("cn-north-1", "amazonaws.com.cn", &Endpoints::default());
        assert_eq!(url, "https://dynamodb.cn-north-1.amazonaws.com.cn");
    }

    #[test]
    fn service_endpoint_precedes_the_common_one() {
        let by_service = HashMap::from([("AWS_ENDPOINT_URL_S3".to_owned(), "http://s3".to_owned())]);
        let endpoints = Endpoints { url: Some("http://all".to_owned()), by_service };
        assert_eq!(Host::DynamoDb.url("eu-west-1", "amazonaws.com", &endpoints), "http://all");
        assert_eq!(Host::Bucket("files".into()).url("eu-west-1", "amazonaws.com", &endpoints), "http://s3");
    }
}
